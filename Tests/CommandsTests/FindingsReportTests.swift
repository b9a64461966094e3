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
}
