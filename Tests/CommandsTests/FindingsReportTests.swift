import SyncModel
import Testing

@testable import Commands

@Suite struct FindingsReportTests {
    @Test func likeFindingsAreToldTogether() {
        var report = FindingsReport()
        report.add(
            "destination hubspot",
            [Finding(.fine, "account", "12345678")]
                + ["a", "b", "c"].map {
                    Finding(
                        .problem,
                        "property contacts.\($0)",
                        "is not there",
                        fix: "run setup, or make it by hand: \($0)"
                    )
                } + [Finding(.fine, "property contacts.d", "is there")]
        )
        #expect(
            report.lines == [
                "destination hubspot", "  ok      account: 12345678",
                "  PROBLEM 3 properties of contacts: each is not there", "      a, b, c",
                "      → sluice setup; --json tells each one's mend", "  ok      property contacts.d: is there",
            ]
        )
        #expect(report.hasProblem)
    }

    @Test func webhooksThatAreNotThereAreOneFinding() {
        var report = FindingsReport()
        let topics = ["orders/create", "orders/edited", "customer.tags_added"]
        let fix = "run sluice setup"
        report.add("store acme", topics.map { Finding(.problem, "webhook \($0)", "not subscribed", fix: fix) })
        #expect(
            report.lines == [
                "store acme", "  PROBLEM 3 webhooks: each not subscribed",
                "      orders/create, orders/edited, customer.tags_added", "      → run sluice setup",
            ]
        )
    }

    @Test func aServerThatRefusedItsConfigurationIsAProblem() {
        var node = ServerNode(owner: "web-1 boot/4711/n", role: "all", version: "1", startedAt: Instant(seconds: 1))
        node.word = NodeWord(lookedAt: Instant(seconds: 1))
        var report = FindingsReport()
        report.add("configuration", [Finding(.fine, "sluice.yaml", "read without a mistake")])
        report.add("storage", [])
        report.add([node], now: Instant(seconds: 100))
        #expect(report.sections.count == 2 && !report.hasProblem)
        node.word?.refusal = NodeWord.Refusal(at: Instant(seconds: 10), reason: "It has a mistake:\n  m.yaml:1:1: no")
        report.add([node], now: Instant(seconds: 100))
        #expect(report.hasProblem && report.sections.map(\.title) == ["configuration", "servers", "storage"])
        let finding = report.sections[1].findings[0]
        #expect(finding.subject == "server web-1/4711" && finding.message.contains("refused 90 s ago"), "\(finding)")
        #expect(finding.message.hasSuffix("It has a mistake: m.yaml:1:1: no"), "\(finding)")
        #expect(finding.fix?.contains("sluice reload") == true)
    }
}
