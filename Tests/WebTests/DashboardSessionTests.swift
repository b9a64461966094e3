import SyncModel
import Testing
import Web

/// Who is let in, and what a form must carry.
@Suite struct DashboardSessionTests {
    @Test func aVisitorIsSentToSignInAndThenWhereTheyWanted() async throws {
        try await DashboardBrowser.run { browser in
            let first = try await browser.get("/records?q=1001")
            #expect(first.status == 303)
            #expect(first.header("location") == "/login?to=%2Frecords%3Fq%3D1001")
            let page = try await browser.get("/login?to=%2Frecords%3Fq%3D1001")
            #expect(page.status == 200 && page.body.contains("value=\"/records?q=1001\""))
            let answer = try await browser.post("/login", "token=the-admin-token-1&to=%2Frecords%3Fq%3D1001")
            #expect(answer.status == 303 && answer.header("location") == "/records?q=1001")
            let cookie = try #require(answer.header("set-cookie"))
            for word in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(cookie.contains(word)) }
            #expect(!cookie.contains("the-admin-token"))
        }
    }

    @Test func overHTTPSTheCookieTravelsOnlyThere() async throws {
        let access = AccessControl(adminToken: "the-admin-token-1", isSecure: true)
        try await DashboardBrowser.run(access: access) { browser in
            let answer = try await browser.post("/login", "token=the-admin-token-1&to=%2F")
            #expect(answer.header("set-cookie")?.hasPrefix("__Host-sluice=") == true)
            #expect(answer.header("set-cookie")?.contains("; Secure") == true)
        }
    }

    /// A browser drops a cookie for https alone that came over http, and a right token leads back to the sign-in page.
    @Test func onAListenerApartTheCookieTravelsAsTheProxySays() async throws {
        let access = AccessControl(adminToken: "the-admin-token-1", asksProxy: true)
        try await DashboardBrowser.run(access: access) { browser in
            let plain = try await browser.signedIn()
            #expect(plain.cookie?.hasPrefix("sluice=") == true)
            #expect(try await plain.get("/").status == 200)
            let proxied = "X-Forwarded-Proto: https\r\n"
            let answer = try await browser.post("/login", "token=the-admin-token-1&to=%2F", headers: proxied)
            #expect(answer.header("set-cookie")?.hasPrefix("__Host-sluice=") == true)
            #expect(answer.header("set-cookie")?.contains("; Secure") == true)
            var secure = browser
            secure.cookie = answer.header("set-cookie").flatMap { $0.split(separator: ";").first.map(String.init) }
            #expect(try await secure.get("/", headers: proxied).status == 200)
        }
    }

    @Test(arguments: ["wrong", "", "the-admin-token-12"])
    func aWrongTokenIsToldSoPlainly(_ token: String) async throws {
        try await DashboardBrowser.run { browser in
            let answer = try await browser.post("/login", "token=\(token)&to=%2F")
            #expect(answer.status == 401 && answer.body.contains("neither the admin token nor the read token"))
            #expect(answer.header("set-cookie") == nil)
        }
    }

    @Test(arguments: ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
    func nobodyIsLedAway(_ place: String) async throws {
        try await DashboardBrowser.run { browser in
            let answer = try await browser.post("/login", "token=the-admin-token-1&to=\(place)")
            #expect(answer.header("location") == "/")
        }
    }

    @Test(arguments: [
        "sluice=admin.x.99999999999..c2ln", "sluice=", "sluice=admin", "other=1", "sluice=admin.a.b.c.d.e",
    ])
    func aCookieOfSomebodyElsesMakingIsNone(_ cookie: String) async throws {
        try await DashboardBrowser.run { browser in
            var forger = browser
            forger.cookie = cookie
            let found = try await forger.get("/")
            #expect(found.status == 303)
        }
    }

    @Test func aReadersCookieMakesNoAdministrator() async throws {
        try await DashboardBrowser.run { browser in
            var reader = try await browser.signedIn("the-read-token-22")
            reader.cookie = reader.cookie?.replacing("=reader.", with: "=admin.")
            let found = try await reader.get("/")
            #expect(found.status == 303)
        }
    }

    @Test func aReaderLooksAndChangesNothing() async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            let reader = try await browser.signedIn("the-read-token-22")
            let page = try await reader.get("/failures")
            #expect(page.status == 200 && !page.body.contains("action=\"/do/retry\""))
            let form = try await reader.form(on: "/")
            let answer = try await reader.post("/do/retry", "form=\(form)")
            #expect(answer.status == 403 && answer.body.contains("changes nothing"))
            let asking = try await reader.post("/records/acme/order/1/reveal", "form=\(form)")
            #expect(asking.status == 403)
            #expect(desk.orders.isEmpty)
        }
    }

    @Test func aSessionEndsAndSaysSo() async throws {
        let clock = MovedClock()
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk, clock: clock) { browser in
            let admin = try await browser.signedIn()
            let form = try await admin.form(on: "/failures")
            clock.move(.seconds(13 * 3_600))
            let answer = try await admin.post("/do/retry", "form=\(form)&destination=hubspot")
            #expect(answer.status == 401 && answer.body.contains("Your session has ended"))
            let events = try await admin.get("/events")
            #expect(events.status == 401)
            #expect(desk.orders.isEmpty)
        }
    }

    @Test func signingOutTakesTheCookieBack() async throws {
        try await DashboardBrowser.run { browser in
            let admin = try await browser.signedIn(name: "Ada")
            let page = try await admin.get("/")
            #expect(page.body.contains("Sign out Ada"))
            let answer = try await admin.post("/logout", "form=\(try await admin.form(on: "/"))")
            #expect(answer.status == 303 && answer.header("set-cookie")?.contains("Max-Age=0") == true)
        }
    }

    @Test func withoutATokenThisMachineIsLetInUnderItsOwnNameOnly() async throws {
        try await DashboardBrowser.run(access: AccessControl(adminToken: nil)) { browser in
            let page = try await browser.get("/")
            #expect(page.status == 200 && page.header("set-cookie") != nil && !page.body.contains("Sign out"))
            // A name of another site that leads to this machine.
            let text = "GET / HTTP/1.1\r\nHost: evil.example:\(browser.port)\r\n\r\n"
            let foreign = try await RawClient.connect(to: browser.port).request(Array(text.utf8))
            #expect(foreign.status == 403 && foreign.body.contains("only for this machine"))
        }
    }
}
