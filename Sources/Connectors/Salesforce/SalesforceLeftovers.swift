import Outbound
import SyncModel

/// Finds bulk jobs that nobody waits for any more, and ends them.
struct SalesforceLeftovers: Sendable {
    let client: SalesforceClient

    /// A job that may still run.
    struct Job: Sendable, Hashable {
        var id: String
        var object: String
    }

    private struct Listed: Decodable, Sendable {
        var id: String
        var object: String?
        var operation: String?
        var state: String
        var createdById: String?
        var externalIdFieldName: String?

        var isOpen: Bool { ["Open", "UploadComplete", "InProgress"].contains(state) }
    }

    private struct Page: Decodable, Sendable {
        var done: Bool
        var nextRecordsUrl: String?
        var records: [Listed]
    }

    func find() async -> Result<[Job], SalesforceRefusal> {
        do throws(SalesforceRefusal) {
            return .success(try await open())
        } catch {
            return .failure(error)
        }
    }

    /// Our user's jobs by our unique fields that have not ended: those of other programs under the same user are left.
    private func open() async throws(SalesforceRefusal) -> [Job] {
        guard let user = try await client.session.token().user else { return [] }
        var jobs: [Job] = []
        var next: String? = "jobs/ingest?jobType=V2Ingest"
        while let path = next {
            let page = try await client.answer(SalesforceClient.Call(path: path), as: Page.self)
            for job in page.records where job.isOpen && job.operation == "upsert" {
                guard let object = job.object, let field = SalesforceObject.idField(of: object),
                    job.createdById.map(SalesforceID.full) == user
                else { continue }
                // A listing need not name the field.
                var key = job.externalIdFieldName
                if key == nil { key = try await state(of: job.id)?.externalIdFieldName }
                if key == field { jobs.append(Job(id: job.id, object: object)) }
            }
            next = page.done ? nil : page.nextRecordsUrl
        }
        return jobs
    }

    /// Ends what nobody waits for of one object.
    ///
    /// - Throws: Where one could not be ended: what is newer must wait for it.
    func end(of object: SalesforceObject) async throws(SalesforceRefusal) {
        for id in await client.jobs.forgotten(of: object.name) {
            try await abort(id)
            await client.jobs.settle(id, of: object.name)
        }
    }

    /// Ends a job, or sees that it has ended.
    func abort(_ id: String) async throws(SalesforceRefusal) {
        do throws(SalesforceRefusal) {
            _ = try await client.send(
                SalesforceClient.Call(
                    method: .patch,
                    path: "jobs/ingest/\(id)",
                    body: try client.encode(["state": "Aborted"]),
                    isWrite: true
                )
            )
        } catch {
            // One that has ended meanwhile cannot be ended.
            guard error.status.map({ (400..<500).contains($0) }) == true,
                try await state(of: id).map({ !$0.isOpen }) ?? true
            else { throw error }
        }
    }

    /// - Returns: `nil` for a job that is not there any more.
    private func state(of id: String) async throws(SalesforceRefusal) -> Listed? {
        do throws(SalesforceRefusal) {
            return try await client.answer(SalesforceClient.Call(path: "jobs/ingest/\(id)"), as: Listed.self)
        } catch {
            if error.status == 404 { return nil }
            throw error
        }
    }
}
