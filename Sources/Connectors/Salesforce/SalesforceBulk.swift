import Outbound
import SyncModel

/// Carries thousands of writes to one object by a job of Bulk API 2.0, and joins its results to them.
///
/// Salesforce's own line is 2,000 records. A job runs when Salesforce has time for it, so that only history goes so, and
/// whether it is waited for or not: one that is given up is ended, at the latest before anything newer is written. Only
/// upserts by our own field go so, which tells our jobs from others'.
struct SalesforceBulk {
    /// More than so many records go by a job.
    static let threshold = 2_000
    /// How long a job is waited for.
    static let patience = Duration.seconds(1_200)

    let client: SalesforceClient
    let object: SalesforceObject
    private var ends: [Int: SalesforceEnd] = [:]
    private var again: [SalesforceWrite] = []

    init(client: SalesforceClient, object: SalesforceObject) {
        self.client = client
        self.object = object
    }

    /// Whether these writes are for a job: enough of them, all by our field and history, and each with a key of its own.
    static func suits(_ writes: [SalesforceWrite]) -> Bool {
        guard writes.count > threshold else { return false }
        return writes.allSatisfy { $0.endpoint == .upsert && $0.origin == .history }
            && Set(writes.map(\.id)).count == writes.count
            && writes.allSatisfy { write in
                write.values.values.allSatisfy { ($0.plain?.utf8.count ?? 0) <= SalesforceCSV.longestCell }
            }
    }

    /// The ends of what the job settled, and what is to be sent by collections instead.
    mutating func run(_ writes: [SalesforceWrite]) async -> (ends: [Int: SalesforceEnd], again: [SalesforceWrite]) {
        // Rows of one parent side by side: Salesforce writes in parallel and locks parents.
        let sorted = writes.sorted { Self.parent($0) < Self.parent($1) }
        do throws(SalesforceRefusal) {
            try await read(try await ended(sorted), sorted)
        } catch {
            for write in writes where ends[write.index] == nil {
                // A job that could not be described or begun says nothing of its records.
                if error.fault.disposition == .bisect || error.fault.disposition == .park {
                    again.append(write)
                } else {
                    ends[write.index] = .failed(error.fault)
                }
            }
        }
        return (ends, again)
    }

    private static func parent(_ write: SalesforceWrite) -> String {
        write.values["AccountId"]?.plain ?? write.values["Account"]?.text("Shopify_Customer_Id__c") ?? write.id
    }

    private var key: String { object.idField ?? "Id" }

    /// The job's end; one that is not seen to end is ended.
    private func ended(_ writes: [SalesforceWrite]) async throws(SalesforceRefusal) -> SalesforceJob {
        let description = SalesforceJob.Description(
            object: object.name,
            operation: "upsert",
            externalIdFieldName: key
        )
        let job = try await call(.post, "jobs/ingest", try client.encode(description))
        await client.jobs.watch(job.id)
        do throws(SalesforceRefusal) {
            let ended = try await wait(for: try await uploaded(writes, to: job))
            await client.jobs.settle(job.id, of: object.name)
            return ended
        } catch {
            do throws(SalesforceRefusal) {
                try await SalesforceLeftovers(client: client).abort(job.id)
                await client.jobs.settle(job.id, of: object.name)
            } catch {
                await client.jobs.forget(job.id, of: object.name)
            }
            throw error
        }
    }

    private func uploaded(
        _ writes: [SalesforceWrite],
        to job: SalesforceJob
    ) async throws(SalesforceRefusal) -> SalesforceJob {
        _ = try await client.send(
            SalesforceClient.Call(
                method: .put,
                path: "jobs/ingest/\(job.id)/batches",
                body: Self.file(writes, key: key),
                contentType: "text/csv",
                origin: .history,
                object: object,
                count: writes.count,
                isWrite: true
            )
        )
        return try await call(.patch, "jobs/ingest/\(job.id)", try client.encode(["state": "UploadComplete"]))
    }

    /// The file: one column for each field that any of the records names, empty where a record leaves it alone.
    static func file(_ writes: [SalesforceWrite], key: String) -> [UInt8] {
        let names = Set(writes.flatMap(\.values.keys)).subtracting([key]).sorted()
        let header = names.map { name in
            writes.contains { if case .object = $0.values[name] { true } else { false } }
                ? "\(name).Shopify_Customer_Id__c" : name
        }
        var bytes = Array(SalesforceCSV.row([key] + header).utf8)
        for write in writes {
            let cells = names.map { name in
                if case .object = write.values[name] {
                    return write.values[name]?.text("Shopify_Customer_Id__c") ?? ""
                }
                return SalesforceCSV.cell(write.values[name])
            }
            bytes += SalesforceCSV.row([write.id] + cells).utf8
        }
        return bytes
    }

    /// Asks until the job has ended: after two seconds, then at longer and longer intervals, half a minute at most.
    private func wait(for job: SalesforceJob) async throws(SalesforceRefusal) -> SalesforceJob {
        var pause = Duration.seconds(2)
        var waited = Duration.zero
        var job = job
        while !job.hasEnded {
            guard waited < Self.patience else {
                throw SalesforceRefusal(fault: open("Salesforce has not run the job \(job.id) yet"))
            }
            do {
                try await client.sleep(pause)
            } catch {
                throw SalesforceRefusal(fault: open("stopped while Salesforce runs the job \(job.id)"))
            }
            waited += pause
            pause = min(pause * 3 / 2, .seconds(30))
            do throws(SalesforceRefusal) {
                job = try await call(.get, "jobs/ingest/\(job.id)", nil)
            } catch {
                // The job runs on, whether it can be asked about or not.
                switch error.fault.disposition {
                case .retry: break
                case .wait(let time) where time > .zero: pause = min(max(pause, time), .seconds(60))
                case .wait, .pause, .park, .bisect: throw error
                }
            }
        }
        return job
    }

    /// What the job wrote by now stays: the same records later are updates of it.
    private func open(_ words: String) -> DeliveryFault {
        DeliveryFault(.noAnswer, .retry, message: words, mayBeWritten: true)
    }

    private mutating func read(_ job: SalesforceJob, _ writes: [SalesforceWrite]) async throws(SalesforceRefusal) {
        guard job.state == "JobComplete" else {
            let words = job.errorMessage ?? "the job ended as \(job.state)"
            let isField = words.contains("Field name not found")
            throw SalesforceRefusal(
                fault: DeliveryFault(
                    isField ? .missingField : .unavailable,
                    isField ? .pause(object.kind.map(PauseScope.kind) ?? .destination) : .retry,
                    message: words,
                    mayBeWritten: !isField
                )
            )
        }
        let byKey = Dictionary(writes.map { ($0.id, $0) }) { first, _ in first }
        for row in try await results(job, "successfulResults") {
            guard let id = row["sf__Id"], let write = (row[key] ?? row["sf__Id"]).flatMap({ byKey[$0] }) else {
                continue
            }
            let isNew = row["sf__Created"] == "true"
            ends[write.index] = .written(id: SalesforceID.full(id), isNew: isNew, warnings: write.warnings)
        }
        if job.numberRecordsFailed ?? 0 > 0 {
            for row in try await results(job, "failedResults") {
                guard let write = row[key].flatMap({ byKey[$0] }) else { continue }
                settle(write, SalesforceVerdict([Self.error(row["sf__Error"] ?? "")], object: object))
            }
        }
        // What the day's allocation had no room for, and what the results do not mention: as if it had not been sent.
        let told = Set(ends.keys).union(again.map(\.index))
        let rest = writes.filter { !told.contains($0.index) }
        again += rest
    }

    private mutating func settle(_ write: SalesforceWrite, _ verdict: SalesforceVerdict) {
        let policy = client.settings.duplicates
        switch SalesforceNext(write, verdict, object: object, policy: policy) {
        case .end(let end): ends[write.index] = end
        case .again(let next): again.append(next)
        case .smaller: again.append(write)
        }
    }

    /// `CODE:message:Field --`, as jobs write a row's errors.
    static func error(_ text: String) -> SalesforceError {
        let code = text.prefix { $0 != ":" }
        let rest = text.dropFirst(code.count + 1)
        guard let end = rest.lastIndex(of: ":") else {
            return SalesforceError(code: String(code), message: String(rest))
        }
        let names = rest[rest.index(after: end)...].replacing("--", with: "").split { ", ".contains($0) }
        return SalesforceError(
            code: String(code),
            message: String(rest[..<end]),
            fields: names.map(String.init)
        )
    }

    private func results(
        _ job: SalesforceJob,
        _ name: String
    ) async throws(SalesforceRefusal) -> [[String: String]] {
        let response = try await client.send(
            SalesforceClient.Call(
                path: "jobs/ingest/\(job.id)/\(name)/",
                accepts: "text/csv",
                origin: .history,
                object: object
            )
        )
        return SalesforceCSV.rows(response.body)
    }

    private func call(
        _ method: OutboundRequest.Method,
        _ path: String,
        _ body: [UInt8]?
    ) async throws(SalesforceRefusal) -> SalesforceJob {
        try await client.answer(
            SalesforceClient.Call(
                method: method,
                path: path,
                body: body,
                origin: .history,
                object: object,
                isWrite: body != nil
            ),
            as: SalesforceJob.self
        )
    }
}

/// A job, as far as we look at it; states that are new to us count as running.
struct SalesforceJob: Decodable, Sendable {
    struct Description: Encodable, Sendable {
        var object: String
        var operation: String
        var externalIdFieldName: String?
        var contentType = "CSV"
        var lineEnding = "LF"
        var columnDelimiter = "COMMA"
    }

    var id: String
    var state: String
    var errorMessage: String?
    var numberRecordsFailed: Int?

    var hasEnded: Bool { ["JobComplete", "Failed", "Aborted"].contains(state) }
}
