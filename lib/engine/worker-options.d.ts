/** Not in the DOM library yet: the worker outlives its last page for some seconds, so that a reload finds it. */
interface WorkerOptions {
  extendedLifetime?: boolean;
}
