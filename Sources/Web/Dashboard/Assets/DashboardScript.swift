/// What makes pages live; every page works without it.
enum DashboardScript {
    static let text = #"""
        // Follows the server by one stream; parts of the page that say so are fetched anew when something has changed.
        (() => {
          'use strict';
          const banner = document.getElementById('connection');
          const clock = () => new Date().toLocaleTimeString();
          let source = null, version = null, timer = null, failures = 0, away = false, ended = false, pause = 2, lastSeen = clock(), fetchedAt = Date.now();

          const say = (text) => {
            if (banner.textContent !== text) banner.textContent = text;
            banner.hidden = !text;
          };

          const regions = () => [...document.querySelectorAll('[data-live]')];

          // What somebody has in their hands: the link, button or form with the focus, and what they have marked.
          const holds = (node) => {
            const focus = document.activeElement;
            const form = focus && (focus.closest('form') ?? focus);
            if (form && form !== document.body && form.id !== 'main' && !form.hasAttribute('data-live') && node.contains(form)) return true;
            const marked = getSelection();
            return Boolean(marked && !marked.isCollapsed && marked.containsNode(node, true));
          };

          const isForm = (node) => node.nodeType === 1 && node.matches('form, a, button, input, select, summary');
          const key = (node) => node.nodeType === 1 ? node.localName + '#' + (node.id || node.dataset.key || '') : String(node.nodeType);
          // Forms carry a proof that is new each time, which is no change that anybody sees.
          const shown = (node) => {
            const copy = node.cloneNode(true);
            for (const proof of copy.querySelectorAll?.('input[name=form]') ?? []) proof.removeAttribute('value');
            return copy;
          };

          const patch = (old, next, held) => {
            if (old.isEqualNode(next)) return;
            if (old.nodeType !== 1) {
              if (held && holds(old)) { held.count += 1; return; }
              old.nodeValue = next.nodeValue;
              return;
            }
            if (old.dataset.sent) return;
            if (held && isForm(old) && holds(old)) {
              // Whoever is about to press or to type is not disturbed; what they see differs is said.
              if (!shown(old).isEqualNode(shown(next))) held.count += 1;
              return;
            }
            for (const { name } of [...old.attributes]) {
              if (!next.hasAttribute(name) && !(name === 'open' && old.localName === 'details')) old.removeAttribute(name);
            }
            for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
            patchAll(old, next, held);
          };

          const patchAll = (old, next, held) => {
            let place = old.firstChild;
            const drop = (end) => {
              while (place !== end) {
                const gone = place;
                place = place.nextSibling;
                if (held && holds(gone)) held.count += 1; else gone.remove();
              }
            };
            for (const wanted of next.childNodes) {
              let match = place;
              while (match && key(match) !== key(wanted)) match = match.nextSibling;
              if (!match) { old.insertBefore(document.importNode(wanted, true), place); continue; }
              drop(match);
              place = match.nextSibling;
              patch(match, wanted, held);
            }
            drop(null);
          };

          const stale = document.getElementById('stale');
          let latest = null;

          const apply = (fresh, isForced) => {
            const held = isForced ? null : { count: 0 };
            for (const region of regions()) {
              const next = fresh.getElementById(region.id);
              if (next) patch(region, next, held);
            }
            latest = held?.count ? fresh : null;
            if (stale) stale.hidden = !latest;
          };

          stale?.querySelector('button').addEventListener('click', () => {
            if (latest) apply(latest, true);
            stale.hidden = true;
            document.getElementById('main').focus();
          });

          const swap = (html) => {
            const fresh = new DOMParser().parseFromString(html, 'text/html');
            apply(fresh, false);
            const mine = document.querySelectorAll('input[name=form]');
            const token = fresh.querySelector('input[name=form]');
            if (token) for (const input of mine) if (!input.closest('[data-live]')) input.value = token.value;
          };

          // A page without parts that follow shows what was asked for once, perhaps of a CRM: nothing asks that again by itself.
          const visit = async () => {
            try {
              // Whoever is signed in is led on from there.
              if ((await fetch('/login', { redirect: 'manual' })).type !== 'opaqueredirect') { end(); return; }
              away = false; say('');
            } catch { /* the stream tells of a server that is away */ }
          };

          const fetchAnew = async (isRefused) => {
            timer = null;
            if (!isRefused && document.hidden) return;
            if (!regions().length) { if (isRefused) await visit(); return; }
            fetchedAt = Date.now();
            try {
              const answer = await fetch(location.pathname + location.search, { headers: { 'X-Sluice-Part': '1' } });
              if (answer.status === 401) { end(); return; }
              if (answer.ok && !answer.redirected) swap(await answer.text());
              if (answer.ok && isRefused) {
                away = false;
                say('Too many pages are open for this one to follow what happens. What you see is how it stood at ' + clock() + '.');
              }
            } catch { /* the stream tells of a server that is away */ }
          };

          const end = () => {
            ended = true; away = false; hush();
            say('Your session has ended, so this page stands still. Load it anew to sign in; what you see is how it stood then.');
          };

          const changed = () => {
            if (!timer) timer = setTimeout(() => fetchAnew(false), Math.max(0, fetchedAt + pause * 1000 - Date.now()));
          };

          const listen = () => {
            if (source || ended || document.hidden) return;
            source = new EventSource('/events');
            source.addEventListener('overview', (event) => {
              failures = 0; away = false; lastSeen = clock(); say('');
              const news = JSON.parse(event.data);
              pause = news.pause;
              for (const [name, text] of Object.entries(news.values)) {
                for (const place of document.querySelectorAll('[data-value="' + CSS.escape(name) + '"]')) {
                  if (place.textContent !== text) place.textContent = text;
                }
              }
              const tone = document.querySelector('[data-tone]');
              if (tone && !tone.classList.contains(news.tone)) {
                tone.className = 'truth ' + news.tone;
                // The sentence changes each second; read out is only that it stands otherwise now.
                const spoken = document.querySelector('[data-spoken]');
                if (spoken) spoken.textContent = news.spoken;
              }
              if (version !== null && version !== news.version) changed();
              version = news.version;
            });
            source.onerror = () => {
              if (ended) return;
              failures += 1; away = true;
              say('The server does not answer since ' + lastSeen + '. What you see is how it stood then; '
                + 'this page goes on by itself once the server is back.');
              if (source.readyState === EventSource.CLOSED) {
                // It was refused: by a server that knows the session no more, or by a proxy whose server is away.
                hush(); fetchAnew(true); setTimeout(listen, Math.min(30, 2 + failures) * 1000);
              }
            };
          };

          const hush = () => { source?.close(); source = null; };

          if (document.body.hasAttribute('data-live-page')) {
            // A browser opens few connections to one server: only pages in sight hold one.
            document.addEventListener('visibilitychange', () => { document.hidden ? hush() : (listen(), changed()); });
            listen();
          }

          document.addEventListener('submit', (event) => {
            const form = event.target;
            if (away && form.method === 'post') {
              event.preventDefault();
              say('The server does not answer, so nothing was sent. Press again once this line is gone.');
              return;
            }
            const question = event.submitter?.dataset.confirm;
            if (question && !confirm(question)) { event.preventDefault(); return; }
            if (form.dataset.sent) { event.preventDefault(); return; }
            if (form.method !== 'post') return;
            form.dataset.sent = '1';
            const button = event.submitter;
            // After the browser has taken the form together, or the button would not be part of it.
            setTimeout(() => { if (button) { button.disabled = true; button.textContent = 'Working…'; } });
          });
          // A page that comes back from the browser's memory holds old forms.
          addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
        })();

        """#
}
