# LocalStack's interpreter of the Amazon States Language, as included in moto. The process that starts this program provides three
# parts of the environment: JSONata (npm's jsonata replaces the Java bridge), time, and the AWS services. Reads a line of JSON per
# execution; requests and responses are lines of JSON as well.
# cspell:ignore normalise normalised
import datetime
import functools
import json
import sys
import threading
import types

from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEventException
from moto.stepfunctions.parser.asl.component.common.retry import jitter_strategy_decl, retrier_decl
from moto.stepfunctions.parser.asl.component.common.timeouts.timeout import EvalTimeoutError
from moto.stepfunctions.parser.asl.component.state import state as state_module
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_aws_sdk as sdk
from moto.stepfunctions.parser.asl.component.state.wait.wait_function import wait_function
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.evaluation_details import AWSExecutionDetails
from moto.stepfunctions.parser.asl.eval.event.event_manager import EventHistoryContext
from moto.stepfunctions.parser.asl.eval.program_state import ProgramEnded
from moto.stepfunctions.parser.asl.eval.states import ContextObjectData, ExecutionData, StateMachineData
from moto.stepfunctions.parser.asl.jsonata import jsonata
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser

one_at_a_time = threading.Lock()


def ask(kind, **fields):
    with one_at_a_time:
        sys.stdout.write(json.dumps({"kind": kind, **fields}) + "\n")
        sys.stdout.flush()
        return json.loads(sys.stdin.readline())


def evaluate(expression):
    answer = ask("evaluate", expression=expression)
    if "error" in answer:
        raise jsonata.JSONataException("UNKNOWN", answer["error"])
    return answer["value"]


class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(ask("now")["ms"] / 1000, tz)


def wait(self, env, wait_seconds):
    ask("sleep", seconds=wait_seconds)


def enter(self, env, _eval_body=state_module.CommonStateField._eval_body):
    ask("enter", state=self.name)
    # A state that is entered again counts its attempts from the start, as the language requires. This engine would continue.
    for key in [key for key in env.heap if key.startswith("MaxAttemptsDecl")]:
        del env.heap[key]
    _eval_body(self, env)


def call(self, env, resource_runtime_part, normalised_parameters, state_credentials):
    self.timeout.eval(env=env)
    answer = ask(
        "call",
        action=f"{self.resource.api_name}:{self.resource.api_action}",
        input=normalised_parameters,
        roleArn=state_credentials.role_arn if self.credentials else None,
        timeoutSeconds=env.stack.pop(),
    )
    if answer.get("error") == "States.Timeout":
        raise EvalTimeoutError()
    if "error" in answer:
        raise FailureEventException(self._get_task_failure_event(env, answer["error"], answer["cause"]))
    env.stack.append(answer["result"])


jsonata._eval_jsonata = evaluate
state_module.datetime = types.SimpleNamespace(datetime=Clock, timezone=datetime.timezone)
state_module.CommonStateField._eval_body = enter
wait_function.WaitFunction._wait_interval = wait
retrier_decl.time = types.SimpleNamespace(sleep=lambda seconds: ask("sleep", seconds=seconds))
jitter_strategy_decl.random = types.SimpleNamespace(
    uniform=lambda low, high: low + (high - low) * ask("random")["value"]
)
sdk.StateTaskServiceAwsSdk._eval_service_task = call
sdk.StateTaskServiceAwsSdk._normalise_parameters = lambda *_, **__: None
sdk.StateTaskServiceAwsSdk._normalise_response = lambda *_, **__: None


@functools.lru_cache
def parsed(definition):
    return AmazonStateLanguageParser.parse(definition)[0]


def execute(definition, execution_input):
    arn = "arn:aws:states:eu-central-1:123456789012"
    environment = Environment(
        aws_execution_details=AWSExecutionDetails("123456789012", "eu-central-1", "role"),
        execution_type="STANDARD",
        context=ContextObjectData(
            Execution=ExecutionData(
                Id=f"{arn}:execution:Machine:rollout",
                Input=execution_input,
                Name="rollout",
                RoleArn="role",
                StartTime="2026-01-01T00:00:00Z",
            ),
            StateMachine=StateMachineData(Id=f"{arn}:stateMachine:Machine", Name="Machine"),
        ),
        event_history_context=EventHistoryContext.of_program_start(),
        cloud_watch_logging_session=None,
        activity_store={},
    )
    parsed(json.dumps(definition)).eval(environment)
    ended = environment.program_state()
    if isinstance(ended, ProgramEnded):
        return {"status": "SUCCEEDED", "output": environment.states.get_input()}
    details = getattr(ended, "error", None) or {}
    return {"status": "FAILED", "error": details.get("error"), "cause": details.get("cause")}


for line in sys.stdin:
    started = json.loads(line)
    sys.stdout.write(json.dumps({"kind": "ended", **execute(started["definition"], started["input"])}) + "\n")
    sys.stdout.flush()
