// What JupyterLab loads first: a container in the form that webpack's module federation asks for, written by hand so
// that the course needs no build. `init` is given JupyterLab's own modules, `get` gives the plugin in return.
(() => {
  const here = document.currentScript.src;
  let shared;

  async function module(name) {
    const [offered] = Object.values(shared[name]);
    return (await offered.get())();
  }

  (window._JUPYTERLAB ??= {})['keep-data-safe-on-aws'] = {
    init(scope) {
      shared = scope;
    },
    async get() {
      const { plugin } = await import(new URL('plugin.js', here));
      const made = plugin({
        application: await module('@jupyterlab/application'),
        apputils: await module('@jupyterlab/apputils'),
        notebook: await module('@jupyterlab/notebook'),
      });
      return () => ({ __esModule: true, default: made });
    },
  };
})();
