extension PageTemplates {
    static let setup = """
        <h1>Setup</h1>
        <p class="truth {{tone}}">{{words}}{{#looked}} Checked {{ago}}.{{/looked}}</p>
        <div class="row"><form method="get" action="/setup"><button name="check" value="1">Check again</button></form>
        {{#isAdmin}}<form method="post" action="/do/reload"><input type="hidden" name="form" value="{{form}}"><button class="quiet">Read the configuration and mappings anew</button></form>{{/isAdmin}}</div>
        {{#file}}<p>Configuration: <code>{{.}}</code></p>{{/file}}
        {{#mappings}}<p>Mapping of {{destination}}: <code>{{file}}</code></p>{{/mappings}}
        <form class="row" method="get" action="/setup/preview">
        <div><label for="q">Show what would be sent for a sample record</label><br><input id="q" name="q" placeholder="#1001, e-mail, id or name" required></div>
        <button class="quiet">Preview</button></form>
        {{#sections}}<section>
        <h2>{{title}}</h2>
        {{#findings}}<div class="panel"><p><span class="badge {{tone}}">{{level}}</span> <strong>{{subject}}</strong>: {{message}}</p>{{#fix}}<p><strong>To fix it:</strong> {{.}}</p>{{/fix}}</div>{{/findings}}
        {{#fine}}<p class="dim">Well: {{.}}</p>{{/fine}}
        </section>{{/sections}}
        """

    static let nodes = """
        <h1>Nodes</h1>
        <p>This page comes from <code>{{here}}</code>.</p>
        <div id="servers" data-live>{{#hasServers}}<h2>Servers</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Servers"><table>
        <thead><tr><th scope="col">Server</th><th scope="col">Role</th><th scope="col">Version</th><th scope="col">Works on</th><th scope="col">Started</th></tr></thead>
        <tbody>{{#servers}}<tr><td><code>{{name}}</code> {{#isAlive}}<span class="badge good">runs</span>{{/isAlive}}{{^isAlive}}<span class="badge bad">does not answer</span>{{/isAlive}}</td><td>{{role}}</td><td>{{version}}</td><td>{{work}}</td><td>{{#started}}<time datetime="{{iso}}">{{ago}}</time>{{/started}}</td></tr>
        {{/servers}}</tbody></table></div>
        {{#servers}}{{#refused}}<div class="panel"><p><strong>{{name}} goes on with its former configuration.</strong> The changed one was refused{{#refusedTime}} {{ago}}{{/refusedTime}}:</p><p class="words">{{refused}}</p>
        <p>Mend that, then read the configuration anew on the <a href="/setup">Setup</a> page.</p></div>{{/refused}}{{/servers}}{{/hasServers}}</div>
        <h2>Parts of the work</h2>
        <p>A part without a node waits: start “sluice serve” with a role that works.</p>
        <div class="scroll" id="nodes" data-live tabindex="0" role="region" aria-label="Parts of the work"><table>
        <thead><tr><th scope="col">Part</th><th scope="col">Done by</th><th scope="col">Epoch</th><th scope="col">Lease ends</th></tr></thead>
        <tbody>{{#rows}}<tr><td>{{part}}</td><td>{{#node}}<code>{{.}}</code>{{/node}}{{^node}}<span class="badge bad">nobody</span>{{/node}}{{#isHere}} <span class="badge good">this one</span>{{/isHere}}</td><td>{{epoch}}</td><td>{{#until}}<time datetime="{{iso}}">{{ago}}</time>{{/until}}</td></tr>
        {{/rows}}</tbody></table></div>
        """

    static let log = """
        <h1>Log</h1>
        <p>Who changed what, and who asked for personal data. The newest come first.</p>
        <div class="scroll" id="log" data-live tabindex="0" role="region" aria-label="Log"><table>
        <thead><tr><th scope="col">When (UTC)</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">On</th><th scope="col">Outcome</th></tr></thead>
        <tbody>{{#rows}}<tr><td>{{#time}}<time datetime="{{iso}}">{{text}}</time>{{/time}}</td><td>{{actor}}</td><td>{{action}}</td><td>{{subject}}</td><td>{{outcome}}</td></tr>
        {{/rows}}{{^rows}}<tr><td colspan="5">Nobody has changed anything.</td></tr>{{/rows}}</tbody></table></div>
        {{#next}}<p><a href="/log?cursor={{.}}">Older</a></p>{{/next}}
        """
}
