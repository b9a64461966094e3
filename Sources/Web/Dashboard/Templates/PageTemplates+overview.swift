extension PageTemplates {
    static let overview = """
        <h1>Overview</h1>
        <p class="truth {{tone}}" data-tone data-value="sentence">{{sentence}}</p>
        <p class="unseen" role="status" data-spoken></p>
        <div id="concerns" data-live>
        {{#concerns}}<section class="panel" data-key="{{what}}">
        <h2>{{what}}</h2>
        <p>{{meaning}}</p>
        {{#press}}{{#href}}<p><a class="button" href="{{href}}">{{label}}</a></p>{{/href}}\
        {{#order}}{{#isAdmin}}<form method="post" action="/do/{{order}}"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="destination" value="{{destination}}"><button>{{label}}</button></form>{{/isAdmin}}{{/order}}{{/press}}
        </section>{{/concerns}}
        </div>
        <form class="row" method="get" action="/records" role="search">
        <div><label for="q">Find an order or a customer</label><br>
        <input id="q" name="q" placeholder="#1001, e-mail, id or name" required></div>
        <button>Find</button>
        </form>
        <h2>Destinations</h2>
        {{#cards}}<section class="panel" aria-label="{{name}}">
        <h3>{{name}} <span class="badge">{{mode}}</span></h3>
        <dl class="figures">
        {{#figures}}<div><dt>{{#href}}<a href="{{.}}">{{label}}</a>{{/href}}{{^href}}{{label}}{{/href}}</dt><dd data-value="{{key}}">{{value}}</dd></div>
        {{/figures}}</dl>
        <div class="cards" id="charts-{{name}}" data-live>
        <figure><figcaption>Delay in seconds, last hour</figcaption>{{{delayChart}}}</figure>
        <figure><figcaption>Delivered in 30 s, last hour</figcaption>{{{rateChart}}}</figure>
        <figure><figcaption>Waiting records, last hour</figcaption>{{{waitingChart}}}</figure>
        </div>
        {{#quotas}}<p class="dim">{{words}}</p>{{/quotas}}
        {{#canPause}}{{#isAdmin}}<form method="post" action="/do/pause"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="destination" value="{{name}}"><button class="quiet" data-confirm="Stop delivering to {{name}} until somebody resumes it?">Pause {{name}}</button></form>{{/isAdmin}}{{/canPause}}
        </section>{{/cards}}
        {{^cards}}<p>No destination is configured: webhooks are received and kept, and nothing is sent. \
        <a href="/setup">The setup</a> says how to add one.</p>{{/cards}}
        <h2>Stores</h2>
        <div class="scroll" id="stores" data-live tabindex="0" role="region" aria-label="Stores"><table>
        <thead><tr><th scope="col">Store</th><th scope="col" class="number">Customers</th><th scope="col" class="number">Orders</th><th scope="col">Last webhook</th></tr></thead>
        <tbody>{{#stores}}<tr data-key="{{name}}"><td>{{name}}{{#unread}}<br><span class="dim">{{.}}</span>{{/unread}}</td><td class="number">{{customers}}</td><td class="number">{{orders}}</td><td>{{#last}}<time datetime="{{iso}}">{{ago}}</time>{{/last}}{{^last}}never{{/last}}</td></tr>
        {{/stores}}</tbody></table></div>
        <div id="jobs" data-live>{{#hasJobs}}<h2>Under way</h2>{{#jobs}}<p>{{title}}{{#percent}} <progress max="100" value="{{.}}" aria-label="{{title}}">{{.}} %</progress>{{/percent}} {{words}}</p>{{/jobs}}<p><a href="/backfills">All jobs</a></p>{{/hasJobs}}</div>
        """
}
