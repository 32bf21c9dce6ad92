// Entry point of the consumer's bundle for Node.
import { consume } from "./consumer.js";

consume(JSON.parse(process.env.ENDPOINTS), (line) => console.log(line));
