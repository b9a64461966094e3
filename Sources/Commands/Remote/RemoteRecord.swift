import ArgumentParser
import SyncModel
import Web

/// Finds on a server the one record that a person's word names.
struct RemoteRecord {
    let desk: RemoteDesk
    var kind: RecordKind
    var what: String
    /// Only this store's; `nil` for any.
    var store: String?

    /// - Parameter json: whether several hits are printed as JSON.
    /// - Returns: the record's own name.
    /// - Throws: `CommandFailure` where nothing is known of it, and exit code 2 where it fits several, which are listed.
    func address(_ json: JSONOption? = nil) async throws -> RecordAddress {
        var found: ShownReport<CandidatesReport> = try await desk.report(.search(what, kind: kind.rawValue))
        if let store {
            found = try ShownReport(found.value.of(store))
        }
        guard let hit = found.value.candidates.first else {
            throw CommandFailure.failed(
                "No \(kind.rawValue) \"\(what)\" is known to \(desk.address.base). If it exists in Shopify: \"sluice reconcile\" "
                    + "brings in what changed lately, and \"sluice backfill\" all of history."
            )
        }
        guard found.value.candidates.count == 1 else {
            if json?.isOn == true {
                Output.document(found.json)
            } else {
                found.value.lines(what).forEach(Output.error)
            }
            throw ExitCode(2)
        }
        return RecordAddress(store: hit.store, kind: hit.kind, id: hit.id)
    }
}

extension CandidatesReport {
    /// The hits of one store.
    fileprivate func of(_ store: String) -> CandidatesReport {
        var report = self
        report.candidates.removeAll { $0.store != store }
        return report
    }
}
