extension PageTemplates {
    static let search = """
        <h1>Records</h1>
        <form class="row" method="get" action="/records" role="search">
        <div><label for="q">Order number, e-mail, id or name</label><br>
        <input id="q" name="q" value="{{query}}" required></div>
        <button>Find</button>
        </form>
        {{#isMissed}}<p class="notice bad" role="status">Nothing fits “{{query}}” here.</p>
        <p>If it exists in Shopify, comparing the store with Shopify brings it in: the button stands on the \
        <a href="/subscriptions">Webhooks</a> page. What was erased on request is not found by name or address.</p>{{/isMissed}}
        <ul>
        {{#rows}}<li><a href="{{href}}">{{title}}</a> of {{store}}{{#email}} · {{.}}{{/email}}</li>
        {{/rows}}</ul>
        {{#isCut}}<p>There are more; give more of it.</p>{{/isCut}}
        """

    static let leftOut = """
        <h1>What {{destination}} is not to have</h1>
        <p>Left out by a rule of the mapping or of the settings (guests, test orders), by a person, or since it was taken out again. \
        They are counted apart, and none of them is among those in step.</p>
        {{#isEmpty}}<p>Nothing is left out.</p>{{/isEmpty}}
        <ul>
        {{#rows}}<li><a href="{{href}}">{{title}}</a> of {{store}}{{#because}}: {{.}}{{/because}}</li>
        {{/rows}}</ul>
        {{#nextHref}}<p><a href="{{.}}">Look further</a></p>{{/nextHref}}
        """

    static let record = """
        <div id="record" data-live>
        <h1>{{title}}</h1>
        {{#lanes}}<section class="panel" aria-label="{{destination}}" data-key="{{destination}}">
        <h2>{{destination}} <span class="badge {{tone}}" data-state>{{badge}}</span></h2>
        {{#place}}<p>{{#page}}<a href="{{.}}" rel="noreferrer">{{place}} in the CRM</a>{{/page}}{{^page}}{{place}} in the CRM{{/page}}</p>{{/place}}
        {{#faultWords}}<p>Why ({{fault}}):</p><p class="words">{{.}}</p>{{/faultWords}}
        <p><strong>What happens next:</strong> {{next}}</p>
        <div class="row">
        {{#isAdmin}}{{#canRetry}}<form method="post" action="/do/retry"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="store" value="{{store}}"><input type="hidden" name="kind" value="{{kind}}"><input type="hidden" name="id" value="{{id}}"><input type="hidden" name="destination" value="{{destination}}"><button>Try again</button></form>
        <form method="post" action="/do/discard"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="store" value="{{store}}"><input type="hidden" name="kind" value="{{kind}}"><input type="hidden" name="id" value="{{id}}"><input type="hidden" name="destination" value="{{destination}}"><button class="danger" data-confirm="Leave this record out until Shopify has a newer version?">Give up</button></form>{{/canRetry}}\
        {{^canRetry}}<form method="post" action="/do/sync"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="store" value="{{store}}"><input type="hidden" name="kind" value="{{kind}}"><input type="hidden" name="id" value="{{id}}"><input type="hidden" name="destination" value="{{destination}}"><button>Sync now</button></form>{{/canRetry}}{{/isAdmin}}
        <a class="button quiet" href="{{payloadHref}}">Show mapped payload</a>
        <a class="button quiet" href="{{comparisonHref}}">Compare with the CRM</a>
        {{#isDoubtful}}<a class="button" href="/identity">Say who it is</a>{{/isDoubtful}}
        </div>
        </section>{{/lanes}}
        {{#nowhere}}<p class="panel">{{.}}</p>{{/nowhere}}
        <h2>What is known</h2>
        <dl class="facts">{{#facts}}<dt>{{name}}</dt><dd>{{value}}</dd>{{/facts}}</dl>
        {{#adminURL}}<p><a href="{{.}}" rel="noreferrer">See it in the Shopify admin</a></p>{{/adminURL}}
        {{#isMasked}}{{#isAdmin}}<form method="post" action="/records/{{path}}/reveal"><input type="hidden" name="form" value="{{form}}"><button class="quiet">Show personal data</button> <span class="dim">The asking is logged.</span></form>{{/isAdmin}}\
        {{#isReader}}<p class="dim">Personal data is masked.</p>{{/isReader}}{{/isMasked}}
        <h2>What happened</h2>
        <ol class="timeline" reversed>
        {{#steps}}<li{{#isBad}} class="bad"{{/isBad}}><time datetime="{{time.iso}}">{{time.text}} UTC · {{time.ago}}</time>
        {{what}}{{#basis}} <span class="dim">{{.}}</span>{{/basis}}{{#detail}}<br><span class="dim">{{.}}</span>{{/detail}}{{#reference}}<br><span class="dim">{{.}}</span>{{/reference}}
        {{#hasFields}}<details id="{{id}}"><summary>What was sent</summary><dl class="facts">{{#fields}}<dt>{{name}}</dt><dd>{{value}}</dd>{{/fields}}</dl></details>{{/hasFields}}</li>
        {{/steps}}{{^steps}}<li>Nothing yet.</li>{{/steps}}</ol>
        </div>
        """

    static let payload = """
        <h1>What {{destination}} gets for {{title}}</h1>
        <p><a href="/records/{{path}}">Back to the record</a></p>
        {{#reason}}<p class="notice bad">Not sent: {{.}}.</p>{{/reason}}
        {{#object}}<p>{{.}}</p>{{/object}}
        {{#mapping}}<p class="dim">By mapping {{.}}, the one in use.</p>{{/mapping}}
        {{#missing}}<p class="notice bad">These fields are not there in the CRM yet: {{.}}. “sluice setup” makes them.</p>{{/missing}}
        {{#isMasked}}<p class="dim">Personal data is masked.</p>{{/isMasked}}
        <div class="scroll" tabindex="0" role="region" aria-label="Fields"><table><thead><tr><th scope="col">Field</th><th scope="col">Value</th><th scope="col">Written</th></tr></thead>
        <tbody>{{#fields}}<tr><td><code>{{name}}</code></td><td>{{value}}</td><td>{{#policy}}{{.}}{{/policy}}{{^policy}}{{write}}{{/policy}}</td></tr>
        {{/fields}}</tbody></table></div>
        {{#lines}}<h2>Line {{number}}</h2><dl class="facts">{{#fields}}<dt><code>{{name}}</code></dt><dd>{{value}}</dd>{{/fields}}</dl>{{/lines}}
        {{#consent}}<p>Consent to e-mail marketing, passed on by address: {{.}}.</p>{{/consent}}
        """

    static let comparison = """
        <h1>{{title}} beside what {{destination}} holds</h1>
        <p><a href="/records/{{path}}">Back to the record</a></p>
        <p class="truth {{#isGood}}good{{/isGood}}{{^isGood}}busy{{/isGood}}">{{words}}</p>
        {{#reason}}<p>{{.}}</p>{{/reason}}
        <div class="scroll" tabindex="0" role="region" aria-label="Fields"><table><thead><tr><th scope="col">Field</th><th scope="col">Would be sent</th><th scope="col">The CRM holds</th><th scope="col">So</th></tr></thead>
        <tbody>{{#rows}}<tr><td><code>{{name}}</code></td><td>{{wanted}}</td><td>{{held}}</td><td>{{words}}</td></tr>
        {{/rows}}</tbody></table></div>
        {{#lines}}<p>{{.}} differs.</p>{{/lines}}
        """
}
