import Logging
import SyncModel

extension OwnedStore {
    /// Cancels the bulk operations of a job that goes no further: nobody will read their results, and they count towards those
    /// that may run at once.
    ///
    /// - Returns: whether Shopify has answered for each; one that is not cancelled ends by itself.
    func cancelOperations(of job: Job) async throws -> Bool {
        let running = try await store.slices(of: job.id, in: [.starting, .running], after: -1, limit: 100)
        var isAnswered = true
        for operation in running.compactMap(\.operation) {
            do throws(ReadFault) {
                _ = try await route.reader.cancel(operation)
            } catch {
                if error.disposition != .refuse { isAnswered = false }
                logger.notice(
                    "A bulk operation could not be cancelled; it ends by itself",
                    metadata: ["store": "\(job.store)", "job": "\(job.id)", "code": "\(error.code)"]
                )
            }
        }
        return isAnswered
    }
}
