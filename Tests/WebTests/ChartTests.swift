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
        #expect(news.values["hubspot.clean"] == "1,211" && news.values["hubspot.parked"] == "1")
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
}

/// A server that stops lets its pages go.
@Suite(.timeLimit(.minutes(1))) struct LiveFeedEndTests {
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
