import { runScenarios } from '../smoke/run-scenarios';
import { launchFirefox } from './firefox';

await runScenarios('Firefox', launchFirefox);
