import { runScenarios } from '../smoke/run-scenarios';
import { launchWebKit } from './webkit';

await runScenarios('WebKit', launchWebKit);
