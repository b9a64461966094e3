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
}
