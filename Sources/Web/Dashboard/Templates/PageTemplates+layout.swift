extension PageTemplates {
    static let layout = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{title}} · Sluice</title>
        <link rel="stylesheet" href="{{style}}">
        <link rel="icon" href="data:,">
        <script src="{{script}}" defer></script>
        </head>
        <body{{#isLive}} data-live-page{{/isLive}}>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
        <p class="brand"><a href="/">Sluice</a></p>
        <nav aria-label="Pages"><ul>
        {{#places}}<li><a href="{{href}}"{{#isHere}} aria-current="page"{{/isHere}}>{{label}}</a></li>
        {{/places}}</ul></nav>
        </header>
        <main id="main" tabindex="-1">
        <p id="connection" class="notice bad" role="status" hidden></p>
        <p id="stale" class="notice changed" role="status" hidden>Something here has changed. <button type="button" class="quiet">Show</button></p>
        {{#notice}}<p class="notice {{#isGood}}good{{/isGood}}{{^isGood}}bad{{/isGood}}" role="status">{{text}}</p>{{/notice}}
        {{{content}}}
        </main>
        <footer>
        <p>Sluice {{version}} · <a href="/metrics">Metrics</a> · <a href="/readyz">Readiness</a>{{#isReader}} · You may look, and change nothing.{{/isReader}}</p>
        {{#canLeave}}<form method="post" action="/logout"><input type="hidden" name="form" value="{{form}}"><button class="quiet">Sign out{{#name}} {{.}}{{/name}}</button></form>{{/canLeave}}
        </footer>
        </body>
        </html>
        """

    /// A page within what all pages know.
    static let scope = "{{#view}}{{>*template}}{{/view}}"

    static let login = """
        <h1>Sign in</h1>
        <p>This server asks for its admin token, or for its read token, which may look and change nothing. \
        Both stand in <code>sluice.yaml</code> under <code>server</code>.</p>
        <form method="post" action="/login" class="stack">
        <input type="hidden" name="to" value="{{to}}">
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
        <label for="name">Your name <span class="dim">(shown in the log of who did what; may be left out)</span></label>
        <input id="name" name="name" autocomplete="name" maxlength="60">
        <p><button>Sign in</button></p>
        </form>
        """

    static let message = """
        <h1>{{title}}</h1>
        <p>{{words}}</p>
        <p><a class="button" href="{{href}}">{{label}}</a></p>
        """
}
