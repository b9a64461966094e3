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

    /// How a job ends of which a kind could not be read; `nil` where all could.
    func endOfDenied() async throws -> JobEnd? {
        guard let denied = try await owned.store.job(job.id)?.progress.plan?.denied else { return nil }
        let names = denied.map { "\($0.rawValue)s" }.joined(separator: " and ")
        return .failed(
            "Shopify does not let the app read \(names); everything else is done. \"sluice doctor\" says what is missing; "
                + "then ask for \(names) once more"
        )
    }
}
