import Logging
import SyncModel

// An app that may read one kind of record and not the other: what it may read is read, and the job says what is missing.
extension JobRun {
    /// What `body` returns; `nil` where Shopify does not let the app read that kind, and there are others to be read.
    func allowed<Value>(among kinds: [RecordKind], _ body: () async throws -> Value) async throws -> Value? {
        do {
            return try await body()
        } catch let fault as ReadFault where fault.code == .accessDenied && kinds.count > 1 {
            owned.logger.error(
                "Shopify does not let the app read these records; sluice doctor says what is missing",
                metadata: ["job": "\(job.id)", "store": "\(owned.route.name)", "code": "\(fault.code)"]
            )
            return nil
        }
    }

    /// The kinds that the app may not read, as the job's plan says.
    func denied() async throws -> [RecordKind] {
        try await owned.store.job(job.id)?.progress.plan?.denied ?? []
    }

    /// How a job ends of which these kinds could not be read; `nil` where all could.
    static func end(denied: [RecordKind]) -> JobEnd? {
        guard !denied.isEmpty else { return nil }
        let names = denied.map { "\($0.rawValue)s" }.joined(separator: " and ")
        return .failed(
            "Shopify does not let the app read \(names); everything else is done. \"sluice doctor\" says what is missing; "
                + "then ask for \(names) once more"
        )
    }
}
