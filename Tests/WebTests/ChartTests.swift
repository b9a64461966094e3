import Foundation
import SyncModel
import Testing

@testable import Web

/// Charts have real axes, and figures round ends.
@Suite struct ChartTests {
    @Test(arguments: [
        (0.0, 1.0), (0.3, 0.3), (1, 1), (7, 7.5), (9.9, 10), (10, 10), (1_234, 1_500), (.infinity, 1), (-4, 1),
    ])
    func anAxisEndsAtARoundNumberAboveTheGreatest(_ most: Double, _ top: Double) {
        let scale = AxisScale(upTo: most)
        #expect(abs(scale.top - top) < 0.000_1 && scale.ticks.first == 0 && (2...5).contains(scale.ticks.count))
    }

    @Test func aGapIsDrawnAsAGap() {
        let start = Instant(seconds: 1_780_000_000)
        let values: [Double?] = [1, 2, nil, 3, 4]
        let points = values.enumerated().map { (at: start + .seconds(Int64($0) * 30), value: $1) }
        let svg = LineChart(title: "Delay of <hubspot>", unit: "seconds", points: points).svg
        #expect(svg.components(separatedBy: "class=\"line\"").count == 3)
        #expect(
            svg.contains("role=\"img\"") && svg.contains("Delay of &lt;hubspot>") && svg.contains("at most 4 seconds")
        )
    }

    @Test func nothingIsSaidToBeNothing() {
        #expect(LineChart(title: "Delay", unit: "s", points: []).svg.contains("nothing yet"))
    }

    @Test func theFeedTellsFiguresAndWhetherMoreHasChanged() throws {
        let answer = DeskAnswer(json: FakeAnswers.overview)
        let overview = try answer.value(OverviewAnswer.self)
        let news = LiveNews(overview)
        #expect(news.values["hubspot.clean"] == "1,211" && news.values["hubspot.left_out"] == "43")
        #expect(news.values["hubspot.parked"] == "1")
        #expect(
            news.event(version: 3).hasPrefix("event: overview\ndata: {") && news.event(version: 3).hasSuffix("\n\n")
        )
        var older = overview
        older.sentence = "the same, a second later"
        #expect(LiveNews(older).fingerprint == news.fingerprint)
        older.status.destinations[0].clean += 1
        #expect(LiveNews(older).fingerprint != news.fingerprint)
    }

    /// The more are open the seldomer each is told, so that all of them together cost no more.
    @Test(arguments: [(0, 10.0, 2), (1, 1, 2), (50, 1, 10), (200, 4, 40), (1_000, 20, 200)])
    func manyPagesCostAsFew(followers: Int, pace: Double, pause: Int) {
        #expect(LiveFeed.pace(followers: followers) == .seconds(pace))
        #expect(LiveFeed.pause(followers: followers) == pause)
    }

    @Test func pagesAreToldHowSeldomTheyFetch() async throws {
        let feed = LiveFeed(desk: FakeDesk())
        let streams = (0..<100).compactMap { _ in feed.follow() }
        await feed.look()
        let event = await streams[0].first { _ in true }
        #expect(event?.contains("\"pause\":20,") == true, "\(event ?? "nothing")")
        #expect(DashboardScript.text.contains("pause = news.pause"))
    }

    @Test func manyPagesShareOneLook() async throws {
        let desk = FakeDesk()
        let feed = LiveFeed(desk: desk, limit: 200)
        let streams = (0..<200).compactMap { _ in feed.follow() }
        #expect(streams.count == 200 && feed.follow() == nil)
        await feed.look()
        #expect(desk.questions == [.overview])
        for stream in streams {
            let first = await stream.first { _ in true }
            #expect(first?.hasPrefix("event: overview") == true)
        }
    }

    /// Two hundred open pages cost one look and one drawing.
    @Test func pagesThatFetchShareWhatTheyWereToldOf() async throws {
        let desk = FakeDesk()
        // However long it takes, no second look is due.
        let start = ContinuousClock.now
        let feed = LiveFeed(desk: desk, now: { start })
        let stream = try #require(feed.follow())
        await feed.look()
        try await DashboardBrowser.run(desk: desk, feed: feed) { browser in
            let part = "X-Sluice-Part: 1\r\n"
            let admin = try await browser.signedIn()
            let reader = try await browser.signedIn("the-read-token-22")
            let first = try await admin.get("/", headers: part).body
            let second = try await admin.get("/", headers: part).body
            let looking = try await reader.get("/", headers: part).body
            #expect(desk.questions == [.overview])
            for page in [first, second, looking] {
                #expect(page.contains("1,211 of 1,212 records are in hubspot") && !page.contains("<html"))
            }
            #expect(!looking.contains("/do/pause"))
            // Each has forms of its own, which are taken.
            let forms = [first, second].map { $0.components(separatedBy: "name=\"form\" value=\"").dropFirst() }
            for form in forms {
                let tokens = Set(form.map { $0.prefix { $0 != "\"" } }.filter { !$0.isEmpty })
                #expect(form.count > 1 && tokens.count == 2)
            }
            #expect(Set(forms[0]).isDisjoint(with: forms[1]))
            let token = try #require(forms[1].last?.prefix { $0 != "\"" })
            #expect(try await admin.post("/do/pause", "form=\(token)&destination=hubspot").status == 303)
            // Somebody who opens it anew sees how it is now.
            _ = try await admin.get("/")
            #expect(desk.questions == [.overview, .overview])
        }
        withExtendedLifetime(stream) {}
    }
}

/// A server that stops lets its pages go.
@Suite(.timeLimit(.minutes(1))) struct LiveFeedEndTests {
    @Test func whatAPageFollowsEndsWithItsSession() async throws {
        let (desk, clock) = (FakeDesk(), MovedClock())
        let feed = LiveFeed(desk: desk)
        try await DashboardBrowser.run(desk: desk, clock: clock, feed: feed) { browser in
            let admin = try await browser.signedIn()
            let head = "GET /events HTTP/1.1\r\nHost: 127.0.0.1:\(admin.port)\r\nConnection: close\r\n"
            let request = head + "Cookie: \(admin.cookie ?? "")\r\n\r\n"
            async let told = RawClient.connect(to: admin.port).exchange([Array(request.utf8)])
            while feed.followerCount == 0 { await Task.yield() }
            await feed.look()
            #expect(feed.followerCount == 1)
            clock.move(.seconds(13 * 3_600))
            // The same news is told again only as a sign of life.
            for _ in 0..<20 { await feed.look() }
            #expect(try await told.contains("text/event-stream"))
            #expect(feed.followerCount == 0)
        }
    }

    @Test func aFeedThatEndsEndsItsFollowers() async throws {
        let feed = LiveFeed(desk: FakeDesk())
        let stream = try #require(feed.follow())
        let running = Task { try await feed.run() }
        _ = await stream.first { _ in true }
        running.cancel()
        try await running.value
        #expect(feed.followerCount == 0)
    }
}
