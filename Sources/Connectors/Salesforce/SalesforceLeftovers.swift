import Outbound
import SyncModel

/// Ends bulk jobs that a process which is gone has left behind.
///
/// Their records are delivered anew, with what is newest by then: a job that runs later would write older values over it.
struct SalesforceLeftovers: Sendable {
    let client: SalesforceClient

    private struct Jobs: Decodable, Sendable {
        struct Job: Decodable, Sendable {
            var id: String
            var object: String?
            var state: String
            var createdById: String?
        }

        var done: Bool
        var nextRecordsUrl: String?
        var records: [Job]
    }

    /// Once, before the first write; what cannot be done is tried again before the next one.
    func abortOnce() async {
        guard await client.org.takeLeftovers() else { return }
        do throws(SalesforceRefusal) {
            for id in try await open() {
                _ = try await client.send(
                    SalesforceClient.Call(
                        method: .patch,
                        path: "jobs/ingest/\(id)",
                        body: try client.encode(["state": "Aborted"]),
                        isWrite: true
                    )
                )
            }
        } catch {
            await client.org.keepLeftovers()
        }
    }

    /// Our user's jobs for our objects that have not ended.
    private func open() async throws(SalesforceRefusal) -> [String] {
        let user = try await client.session.token().user
        let objects = Set([
            SalesforceObject.account.name, client.settings.object(.customer).name, client.settings.object(.order).name,
        ])
        var ids: [String] = []
        var next: String? = "jobs/ingest?jobType=V2Ingest"
        while let path = next {
            let page = try await client.answer(SalesforceClient.Call(path: path), as: Jobs.self)
            for job in page.records where ["Open", "UploadComplete", "InProgress"].contains(job.state) {
                guard let object = job.object, objects.contains(object) else { continue }
                if job.createdById.map(SalesforceID.full) == user { ids.append(job.id) }
            }
            next = page.done ? nil : page.nextRecordsUrl
        }
        return ids
    }
}
