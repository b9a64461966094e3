extension PageTemplates {
    static let failures = """
        <h1>Failures</h1>
        <div id="failures" data-live>
        {{#isEmpty}}<p class="truth good">Nothing has failed: every record that was received is in step or on its way.</p>{{/isEmpty}}
        {{#groups}}<section class="panel" data-key="{{destination}} {{kind}} {{code}}">
        <h2>{{title}}</h2>
        <p class="dim">{{#first}}First {{ago}}{{/first}}{{#last}}, last {{ago}}{{/last}}</p>
        <p>Why:</p><p class="words">{{words}}</p>
        <p><strong>What to do:</strong> {{fix}}</p>
        {{#finding}}<p><strong>First mend what the setup lacks:</strong> {{.}}</p>{{/finding}}
        <p>One of them: <a href="{{exampleHref}}">{{exampleTitle}}</a></p>
        <div class="row">
        {{#isOfSetup}}<a class="button" href="/setup">Look at the setup</a>{{/isOfSetup}}
        {{#isDoubtful}}<a class="button" href="/identity">Decide who is who</a>{{/isDoubtful}}
        {{#isAdmin}}{{^isDoubtful}}<form method="post" action="/do/retry"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="destination" value="{{destination}}"><input type="hidden" name="kind" value="{{kind}}"><input type="hidden" name="code" value="{{code}}"><button>{{retryLabel}}</button></form>{{/isDoubtful}}
        <form method="post" action="/do/discard"><input type="hidden" name="form" value="{{form}}"><input type="hidden" name="destination" value="{{destination}}"><input type="hidden" name="kind" value="{{kind}}"><input type="hidden" name="code" value="{{code}}"><button class="danger" data-confirm="{{discardQuestion}}">Give up</button></form>{{/isAdmin}}
        </div>
        </section>{{/groups}}
        {{#refused}}<section class="panel" data-key="{{title}}">
        <h2>{{title}}</h2>
        <p>The CRM has the records, and refused these values.</p>
        {{#words}}<p>Why:</p><p class="words">{{.}}</p>{{/words}}
        <p><strong>What to do:</strong> Correct the value in Shopify, the mapping, or the field in the CRM. When it is mended in the CRM, an audit with repair sends it again, on the <a href="/audit">Audit</a> page.</p>
        <p>One of them: <a href="{{exampleHref}}">{{exampleTitle}}</a></p>
        </section>{{/refused}}
        {{#hasUnreadable}}<h2>Webhooks that could not be read</h2>
        <p>They are kept. Comparing the store with Shopify, on the <a href="/subscriptions">Webhooks</a> page, reads what they told.</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Webhooks that could not be read"><table><thead><tr><th scope="col">Received</th><th scope="col">Store</th><th scope="col">Topic</th><th scope="col">Why</th></tr></thead>
        <tbody>{{#unreadable}}<tr><td>{{#time}}<time datetime="{{iso}}">{{text}}</time>{{/time}}</td><td>{{store}}</td><td>{{topic}}</td><td>{{reason}}</td></tr>{{/unreadable}}</tbody></table></div>
        {{#unreadableRest}}<p>And {{.}} older ones.</p>{{/unreadableRest}}{{/hasUnreadable}}
        </div>
        """
}
