import Foundation
import SyncModel

/// A request and what came of it, for people and for `--json`; it holds no personal data but Shopify's id.
struct ComplianceReport: Codable {
    struct Erased: Codable {
        var customers: Int
        var orders: Int
        var deliveries: Int
        var notes: Int
        var files: Int
    }

    var id: String
    var store: String
    var kind: String
    var customerId: String?
    var source: String
    var receivedAt: String
    var dueAt: String
    var state: String
    var isOverdue: Bool
    var erased: Erased
    /// How the CRM's records ended: how many, by outcome, by destination.
    var crm: [String: [String: Int]]
    /// The file's path, of a request for data, as long as the file is kept.
    var file: String?
    var remark: String?
    /// What could not be read, and so may still be of the person, or is missing in the file.
    var unreadable: UnreadRows?
    var finishedAt: String?

    /// - Parameters:
    ///   - request: as it is stored.
    ///   - folder: where files of data are kept.
    ///   - now: by our clock.
    ///   - exists: whether a file is there; it may have been erased, or handed on by a person.
    init(
        _ request: ComplianceRequest,
        folder: String,
        now: Instant,
        exists: (String) -> Bool = { FileManager.default.fileExists(atPath: $0) }
    ) {
        id = "\(request.id)"
        store = request.store.rawValue
        kind = request.kind.rawValue
        customerId = request.notice.customerID.map(ExternalID.text)
        source = request.source
        receivedAt = Timestamp(request.receivedAt).utcMilliseconds
        dueAt = Timestamp(request.dueAt).utcMilliseconds
        state = request.state.rawValue
        isOverdue = request.isOverdue(at: now)
        let counts = request.counts
        erased = Erased(
            customers: counts.customers,
            orders: counts.orders,
            deliveries: counts.receipts,
            notes: counts.notes,
            files: counts.files
        )
        crm = request.crm
        let path = request.isFileExpired(at: now) ? nil : request.file.map { "\(folder)/\($0)" }
        file = path.flatMap { exists($0) ? $0 : nil }
        remark = request.remark
        unreadable = request.left
        finishedAt = request.finishedAt.map { Timestamp($0).utcMilliseconds }
    }

    /// One line of a list.
    var row: [String] {
        let end = finishedAt ?? (isOverdue ? "OVERDUE since \(dueAt)" : "due \(dueAt)")
        return [id, store, kind, customerId ?? "", state, end, remark ?? ""]
    }

    var lines: [String] {
        let who = customerId.map { "customer \($0) of \(store)" } ?? store
        guard state == ComplianceState.done.rawValue else {
            return ["Request \(id) about \(who) is not done yet" + (remark.map { ": \($0)" } ?? "") + "."]
                + UnreadWords.lines(unreadable ?? UnreadRows(), "and so remain for now")
        }
        var lines = ["Request \(id) about \(who) was done at \(finishedAt ?? "")."]
        guard ComplianceKind(rawValue: kind)?.erases == true else {
            return lines + UnreadWords.lines(unreadable ?? UnreadRows(), "and so are missing in the file")
        }
        lines += UnreadWords.lines(unreadable ?? UnreadRows(), "and so REMAIN, for they may be of the person")
        lines.append(
            "  here: \(erased.customers) customers, \(erased.orders) orders (the money stays), \(erased.deliveries) webhook"
                + " bodies, \(erased.notes) delivery notes, \(erased.files) files"
        )
        if let remark { lines.append("  \(remark)") }
        for (destination, outcomes) in crm.sorted(by: { $0.key < $1.key }) {
            let words = outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            lines.append("  \(destination): \(words)")
        }
        return lines
    }

    /// Whether a person must look: a CRM that is no longer configured, or a row that cannot be read, may still hold them.
    var needsPerson: Bool {
        !(unreadable?.isEmpty ?? true) || crm.values.contains { $0[CRMErasure.Outcome.unreachable.rawValue] != nil }
    }
}
