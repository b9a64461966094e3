extension PageTemplates {
    static let backfills = """
        <h1>Backfills and other long work</h1>
        {{#isAdmin}}{{#hasStores}}<section class="panel">
        <h2>Bring history in</h2>
        <p>Counting comes first: it reads nothing, and says how many records there are, how many CRM calls they take and how long \
        those last at least. The button that begins stands below what was counted. History goes behind live traffic.</p>
        <form method="post" action="/do/backfill" class="row"><input type="hidden" name="form" value="{{form}}">
        <div><label for="store">Store</label><br><select id="store" name="store">{{#stores}}<option>{{.}}</option>{{/stores}}</select></div>
        <div><label for="kind">What</label><br><select id="kind" name="kind"><option value="">customers and orders</option><option>customers</option><option>orders</option></select></div>
        <div><label for="since">From</label><br><input id="since" name="since" type="date"></div>
        <div><label for="until">Up to</label><br><input id="until" name="until" type="date"></div>
        <button name="dry_run" value="true">Count and show the cost</button>
        </form></section>{{/hasStores}}\
        {{^hasStores}}<p>No store has Admin API credentials, so nothing can be read from Shopify. The <a href="/setup">setup</a> page says how to get them.</p>{{/hasStores}}{{/isAdmin}}
        <div id="list" data-live>
        {{#rows}}<section class="panel" data-key="{{id}}">
        <h2>{{title}} <span class="dim">job {{id}}</span></h2>
        <p>{{#percent}}<progress max="100" value="{{.}}" aria-label="{{title}}">{{.}} %</progress> {{.}} % {{/percent}}{{words}}</p>
        {{#range}}<p>{{.}}</p>{{/range}}
        {{#cost}}<p>{{.}}</p>{{/cost}}
        {{#startedAs}}<p>Begun as {{.}}.</p>{{/startedAs}}
        {{#isAdmin}}{{#start}}<form method="post" action="/do/backfill" class="row"><input type="hidden" name="form" value="{{form}}">\
        <input type="hidden" name="store" value="{{store}}"><input type="hidden" name="kind" value="{{kind}}"><input type="hidden" name="since" value="{{since}}">\
        <input type="hidden" name="until" value="{{until}}"><input type="hidden" name="destinations" value="{{destinations}}"><button>{{label}}</button></form>{{/start}}{{/isAdmin}}
        <p class="dim">{{#asked}}Asked for {{ago}}{{/asked}}{{#ended}}, ended {{ago}}{{/ended}}</p>
        {{#isAdmin}}<div class="row">{{#actions}}<form method="post" action="/do/job"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="id" value="{{id}}"><input type="hidden" name="action" value="{{action}}"><button class="{{#isDanger}}danger{{/isDanger}}{{^isDanger}}quiet{{/isDanger}}"{{#question}} data-confirm="{{.}}"{{/question}}>{{label}}</button></form>{{/actions}}</div>{{/isAdmin}}
        </section>{{/rows}}
        {{^rows}}<p>There is no long work yet.</p>{{/rows}}
        {{#next}}<p><a href="/backfills?cursor={{.}}">Older</a></p>{{/next}}
        </div>
        """

    static let webhooks = """
        <h1>Webhooks</h1>
        <div id="webhooks" data-live>
        {{#stores}}<section data-key="{{name}}">
        <h2>{{name}}</h2>
        <p class="dim">{{#looked}}Looked at {{ago}}.{{/looked}}{{^looked}}Shopify has not been asked about its subscriptions.{{/looked}}{{#address}} Sent to <code>{{.}}</code>{{/address}}</p>
        {{#remarks}}<p class="notice bad">{{.}}</p>{{/remarks}}
        <div class="scroll" tabindex="0" role="region" aria-label="Topics of {{name}}"><table>
        <thead><tr><th scope="col">Topic</th><th scope="col">Subscription</th><th scope="col">Last delivery</th><th scope="col">Its lag</th></tr></thead>
        <tbody>{{#rows}}<tr><td><code>{{topic}}</code></td><td><span class="badge {{tone}}">{{standing}}</span>{{#problem}}<br><span class="dim">{{.}}</span>{{/problem}}</td><td>{{#last}}<time datetime="{{iso}}">{{ago}}</time>{{/last}}{{^last}}never{{/last}}</td><td>{{lag}}</td></tr>
        {{/rows}}{{^rows}}<tr><td colspan="4">No webhook has been received yet.</td></tr>{{/rows}}</tbody></table></div>
        {{#isAdmin}}{{#canRead}}<div class="row"><form method="post" action="/do/webhooks"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="store" value="{{name}}"><button>Check and repair</button></form>
        <form method="post" action="/do/reconcile"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="store" value="{{name}}"><button class="quiet">Compare with Shopify now</button></form></div>{{/canRead}}{{/isAdmin}}
        {{^canRead}}<p class="dim">The store has no Admin API credentials, so its subscriptions cannot be looked at.</p>{{/canRead}}
        </section>{{/stores}}
        </div>
        """

    static let audit = """
        <h1>Audit</h1>
        <p>Counts and money of Shopify, of Sluice and of each CRM, by day. Green means compared, not assumed.</p>
        <div id="audits" data-live>
        {{#audits}}<section data-key="{{store}} {{range}}">
        <h2>{{store}}</h2>
        <p class="truth {{tone}}">{{words}} <span>{{#finished}}Compared {{ago}}.{{/finished}}</span></p>
        {{#range}}<p>{{.}} How the whole store stands is told by a comparison of all of it.</p>{{/range}}
        {{#unread}}<p class="notice bad">{{.}}</p>{{/unread}}
        {{#hasDifferences}}<h3>Differences without a reason</h3>
        <div class="scroll" tabindex="0" role="region" aria-label="Differences of {{store}}"><table><thead><tr><th scope="col">Record</th><th scope="col">Day</th><th scope="col">Where</th><th scope="col">Cause</th><th scope="col">Fields</th></tr></thead>
        <tbody>{{#differences}}<tr><td><a href="{{href}}">{{title}}</a></td><td>{{day}}</td><td>{{place}}</td><td>{{cause}}{{#advice}}<br><span class="dim">{{.}}</span>{{/advice}}</td><td>{{fields}}</td></tr>
        {{/differences}}</tbody></table></div>{{#more}}<p>{{.}}</p>{{/more}}
        {{#isAdmin}}{{#canRepair}}<form method="post" action="/do/audit"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="store" value="{{store}}"><input type="hidden" name="repair" value="true"><button>Compare again and repair what differs</button></form>{{/canRepair}}{{/isAdmin}}{{/hasDifferences}}
        {{#hasDays}}<h3>By day <span class="dim">({{zone}})</span></h3>
        <div class="scroll" tabindex="0" role="region" aria-label="Days of {{store}}"><table><thead><tr><th scope="col">Day</th><th scope="col">What</th><th scope="col">Shopify</th><th scope="col">Sluice</th><th scope="col">CRM</th><th scope="col">So</th></tr></thead>
        <tbody>{{#days}}<tr><td>{{day}}</td><td>{{what}}</td><td>{{shopify}}</td><td>{{sluice}}</td><td>{{destinations}}</td><td><span class="badge {{tone}}">{{words}}</span></td></tr>
        {{/days}}</tbody></table></div>{{/hasDays}}
        </section>{{/audits}}
        {{^audits}}<p>No comparison has been finished yet.</p>{{/audits}}
        </div>
        {{#isAdmin}}<form method="post" action="/do/audit" class="row"><input type="hidden" name="form" value="{{form}}">
        <div><label for="store">Store</label><br><select id="store" name="store">{{#stores}}<option>{{.}}</option>{{/stores}}</select></div>
        <button>Compare now</button></form>{{/isAdmin}}
        """

    static let identity = """
        <h1>Identity</h1>
        <div id="identity" data-live>
        {{^doubts}}<p class="truth good">Nothing is doubtful: every record has one CRM record or gets its own.</p>{{/doubts}}
        {{#doubts}}<section class="panel" data-key="{{destination}} {{store}} {{kind}} {{id}}">
        <h2>{{destination}}: <a href="{{href}}">{{title}}</a></h2>
        <p class="words">{{words}}</p>
        {{#candidates}}<div class="row"><p>{{#page}}<a href="{{.}}" rel="noreferrer">CRM record {{crmID}}</a>{{/page}}{{^page}}CRM record {{crmID}}{{/page}}, {{words}}</p>
        {{#isAdmin}}{{#isFree}}<form method="post" action="/do/decide"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="store" value="{{store}}"><input type="hidden" name="kind" value="{{kind}}"><input type="hidden" name="id" value="{{id}}"><input type="hidden" name="destination" value="{{destination}}"><input type="hidden" name="choice" value="is"><input type="hidden" name="crm_id" value="{{crmID}}"><button>It is {{crmID}}</button></form>{{/isFree}}{{/isAdmin}}</div>{{/candidates}}
        {{#isAdmin}}<div class="row"><form method="post" action="/do/decide"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="store" value="{{store}}"><input type="hidden" name="kind" value="{{kind}}"><input type="hidden" name="id" value="{{id}}"><input type="hidden" name="destination" value="{{destination}}"><button name="choice" value="new" class="quiet">None: make a new one</button></form>
        <form method="post" action="/do/decide"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="store" value="{{store}}"><input type="hidden" name="kind" value="{{kind}}"><input type="hidden" name="id" value="{{id}}"><input type="hidden" name="destination" value="{{destination}}"><button name="choice" value="skip" class="danger">Leave it out</button></form></div>{{/isAdmin}}
        </section>{{/doubts}}
        {{#hasDecisions}}<h2>Decided</h2><ul>
        {{#decisions}}<li data-key="{{destination}} {{store}} {{kind}} {{id}}">{{destination}}: <a href="{{href}}">{{title}}</a>: {{words}}{{#at}}, {{ago}}{{/at}}
        {{#isAdmin}}{{#canUndo}}<form method="post" action="/do/undo"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="store" value="{{store}}"><input type="hidden" name="kind" value="{{kind}}"><input type="hidden" name="id" value="{{id}}"><input type="hidden" name="destination" value="{{destination}}"><button class="quiet">Take back</button></form>{{/canUndo}}{{/isAdmin}}</li>
        {{/decisions}}</ul>{{/hasDecisions}}
        {{#isCut}}<p class="dim">There are more than are listed.</p>{{/isCut}}
        </div>
        """
}
