import SyncModel

/// What the last comparison of a whole store found, in short, for `status` and the overview.
struct AuditStanding: Codable, Sendable, Hashable {
    var job: Int64
    var finishedAt: String
    /// Differences without a reason.
    var unexplained: Int64
    /// Records that it marked to be mended.
    var repaired: Int64
    /// CRMs, and records of Shopify's, with which not everything could be compared.
    var unread: [String]

    /// Differences that nothing was done about.
    var open: Int64 { isMended ? 0 : unexplained }
    /// Differences of which all were marked to be mended; only the next comparison tells whether they are gone.
    var mended: Int64 { isMended ? unexplained : 0 }

    private var isMended: Bool { repaired >= unexplained }

    /// - Parameters:
    ///   - report: of the audit; `nil` is made of one that has not finished.
    ///   - job: that made it.
    init?(_ report: AuditReport, of job: Job.ID) {
        guard let time = report.finishedAt else { return nil }
        self.job = job.rawValue
        finishedAt = Timestamp(time).utcMilliseconds
        unexplained = report.unexplained
        repaired = report.repaired
        unread = (report.unread.keys.map(\.rawValue) + Self.denied(report)).sorted()
    }

    /// The records that the app may not read, in words.
    static func denied(_ report: AuditReport) -> [String] {
        (report.denied ?? []).map { "Shopify's \($0.rawValue)s" }
    }
}
