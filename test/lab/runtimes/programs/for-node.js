// The consumer as a bundle for Node.
import { consume } from "./consumer.js";

consume(JSON.parse(process.env.ENDPOINTS), (line) => console.log(line));
