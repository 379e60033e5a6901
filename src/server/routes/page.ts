/** The page: its built files, or a few words where they are absent. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { RouteContext, Server } from "../context.js";

const PLACEHOLDER = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>HD Local AI</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}</style>
<h1>HD Local AI</h1>
<p>The studio is running on this machine.</p>
<p>Its page is not part of this build. Programs can use <a href="/docs">the wire API</a>.</p>
</html>
`;

export function pageRoutes(server: Server, { studio, pageFolder }: RouteContext): void {
  if (pageFolder !== undefined && existsSync(join(pageFolder, "index.html"))) {
    void server.register(fastifyStatic, {
      root: pageFolder,
      // Names of assets carry a hash of what they hold; the page that names them does not.
      setHeaders: (response, path) => {
        const isAsset = path.startsWith(join(pageFolder, "assets"));
        response.setHeader("cache-control", isAsset ? "public, max-age=31536000, immutable" : "no-cache");
      },
    });
    server.addHook("onRoute", (route) => {
      if (route.url === "/*" || route.url === "/") route.config = { ...route.config, access: "open" };
    });
  } else {
    server.get("/", { config: { access: "open" }, schema: { hide: true } }, (_request, reply) =>
      reply.type("text/html; charset=utf-8").serializer(String).send(PLACEHOLDER),
    );
  }
  if (!studio.isHosted) return;
  server.get("/register", { config: { access: "open" }, schema: { hide: true } }, (_request, reply) =>
    reply.type("text/html; charset=utf-8").serializer(String).send(REGISTRATION),
  );
  server.get("/register.js", { config: { access: "open" }, schema: { hide: true } }, (_request, reply) =>
    reply.type("text/javascript; charset=utf-8").serializer(String).send(REGISTRATION_SCRIPT),
  );
}

const REGISTRATION = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Register – HD Local AI</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:24rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}
label{display:block;margin:1rem 0}input{display:block;width:100%;font:inherit;padding:.4rem;box-sizing:border-box}
button{font:inherit;padding:.4rem 1rem}output{display:block;margin-top:1rem;overflow-wrap:anywhere}</style>
<h1>Register</h1>
<p>What you have made so far comes along.</p>
<form>
<label>E-mail <input name="email" type="email" required autocomplete="email"></label>
<label>Password, 10 characters at least <input name="password" type="password" minlength="10" required autocomplete="new-password"></label>
<button>Register</button>
<output role="status"></output>
</form>
<script src="/register.js"></script>
</html>
`;

const REGISTRATION_SCRIPT = `const form = document.querySelector("form");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const say = (words) => { form.querySelector("output").textContent = words; };
  const bind = new URLSearchParams(location.search).get("bind");
  const body = { email: form.email.value, password: form.password.value, ...(bind ? { bind } : {}) };
  try {
    const answer = await fetch("/api/auth/register", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
    });
    const { code, message, data } = await answer.json();
    say(code === 0 ? "You are registered. Your new token, which is shown only now: " + data.token : message);
  } catch { say("The studio does not answer. Try again."); }
});
`;
