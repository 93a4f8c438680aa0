export { Updates, type UpdateParts } from './updates';
