import SyncEngine
import SyncModel

/// What `doctor` says of requests about people's data, and of stores of which nothing is read.
enum ComplianceFindings {
    private static let looked = 100

    static func all(_ store: any SyncStore, now: Instant) async throws -> [Finding] {
        let pauses = try await store.readPauses().map { pause in
            Finding(
                .problem,
                "store \(pause.store)",
                "nothing is read from it: \(pause.message)",
                fix: pause.code == ReadPause.uninstalled
                    ? "install the app in the shop again" : "mend it; reading goes on by itself within a minute"
            )
        }
        let open = try await store.requests(ComplianceFilter(isOpen: true), limit: looked)
        let overdue = open.filter { $0.isOverdue(at: now) }
        var findings = pauses
        if !open.isEmpty {
            findings.append(
                Finding(
                    overdue.isEmpty ? .fine : .problem,
                    "requests about people's data",
                    "\(open.count) open, \(overdue.count) of them overdue",
                    fix: overdue.isEmpty ? nil : "\"sluice redact list --open\" says what they wait for"
                )
            )
        }
        let unread = try await store.receipts(in: .undecodable, limit: looked)
            .filter { $0.topic.hasPrefix("customers/redact") || $0.topic.hasPrefix("shop/redact") }
        if !unread.isEmpty {
            findings.append(
                Finding(
                    .problem,
                    "requests about people's data",
                    "\(unread.count) could not be read",
                    fix: "find the customer in Shopify's e-mail about it, and run \"sluice redact customer\""
                )
            )
        }
        return findings
    }
}
