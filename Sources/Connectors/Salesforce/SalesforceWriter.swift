import Outbound
import SyncModel

/// Carries writes to one object through as many collection calls as it takes, and tells each one's end.
///
/// Each row has its own end. A call that fails as a whole because of one record is halved; a fault that concerns every
/// call (credentials, quota, outage) ends the run: what was not tried yet is told so.
struct SalesforceWriter {
    let client: SalesforceClient
    let object: SalesforceObject

    private var ends: [Int: SalesforceEnd] = [:]
    private var queue: [[SalesforceWrite]] = []
    private var again: [SalesforceWrite] = []
    private var stop: DeliveryFault?
    /// Further calls that halving may cost.
    private var halvings = 0

    init(client: SalesforceClient, object: SalesforceObject) {
        self.client = client
        self.object = object
    }

    /// Ends by `SalesforceWrite.index`, one for each write.
    ///
    /// What is live goes first; history in thousands goes by jobs.
    mutating func run(_ writes: [SalesforceWrite]) async -> [Int: SalesforceEnd] {
        guard !writes.isEmpty else { return [:] }
        do throws(SalesforceRefusal) {
            try await SalesforceLeftovers(client: client).end(of: object)
        } catch {
            var fault = error.fault
            if fault.disposition == .park || fault.disposition == .bisect { fault.disposition = .retry }
            fault.message = "an earlier bulk job must end first, which failed: \(fault.message)"
            fault.mayBeWritten = false
            for write in writes { ends[write.index] = .failed(fault) }
            return ends
        }
        let history = writes.filter { $0.origin == .history && $0.endpoint == .upsert }
        let isJob = SalesforceBulk.suits(history)
        await collect(isJob ? writes.filter { $0.origin != .history || $0.endpoint != .upsert } : writes)
        if isJob {
            if let stop {
                for write in history { ends[write.index] = .failed(stop) }
            } else {
                var bulk = SalesforceBulk(client: client, object: object)
                let result = await bulk.run(history)
                ends.merge(result.ends) { _, new in new }
                await collect(result.again)
            }
        }
        if ends.values.contains(where: { $0.fault?.code == .missingField }) { await client.org.doubt(object) }
        return ends
    }

    /// Sends writes by collections until each has an end.
    private mutating func collect(_ writes: [SalesforceWrite]) async {
        var open = writes
        while !open.isEmpty {
            queue = SalesforceChunks.plan(open, size: await client.org.chunkSize(object))
            halvings += 30 + 2 * queue.count
            while !queue.isEmpty { await send(queue.removeFirst()) }
            open = again
            again = []
        }
    }

    private mutating func send(_ chunk: [SalesforceWrite]) async {
        if let stop {
            for write in chunk { ends[write.index] = .failed(stop) }
            return
        }
        do throws(SalesforceRefusal) {
            let rows = try await call(chunk)
            var isWhole = true
            for (write, row) in zip(chunk, rows) {
                if row.success, let id = row.id {
                    let isNew = row.created ?? (write.endpoint == .create)
                    ends[write.index] = .written(id: SalesforceID.full(id), isNew: isNew, warnings: write.warnings)
                } else {
                    let verdict = SalesforceVerdict(row.errors, object: object)
                    if case .tooMuch = verdict { isWhole = false }
                    await settle(write, verdict, chunk.count)
                }
            }
            if isWhole { await client.org.wentThrough(object, count: chunk.count) }
        } catch {
            await settle(chunk, error)
        }
    }

    private func call(_ chunk: [SalesforceWrite]) async throws(SalesforceRefusal) -> [SalesforceRow] {
        let endpoint = chunk[0].endpoint
        var path = "composite/sobjects"
        if endpoint == .upsert, let field = object.idField { path += "/\(object.name)/\(field)" }
        let body = SalesforceCollection(records: chunk.map { $0.record(object) })
        var call = SalesforceClient.Call(
            method: endpoint == .create ? .post : .patch,
            path: path,
            body: try client.encode(body),
            origin: chunk.map(\.origin).min() ?? .live,
            object: object,
            count: chunk.count,
            isWrite: true
        )
        if chunk[0].allowsDuplicates { call.headers = [("Sforce-Duplicate-Rule-Header", "allowSave=true")] }
        let rows = try await client.answer(call, as: [SalesforceRow].self)
        guard rows.count == chunk.count else {
            throw SalesforceRefusal(
                fault: DeliveryFault(
                    .unreadable,
                    .retry,
                    message: "Salesforce answered \(rows.count) rows for \(chunk.count) records",
                    mayBeWritten: true
                )
            )
        }
        return rows
    }

    /// A call that failed as a whole.
    private mutating func settle(_ chunk: [SalesforceWrite], _ refusal: SalesforceRefusal) async {
        let verdict = refusal.errors.isEmpty ? nil : SalesforceVerdict(refusal.errors, object: object)
        // An org that is busy with its own automation does not answer in time.
        var isTooMuch =
            refusal.fault.code == .noAnswer
            && ["deadline", "timeout"].contains { refusal.fault.message.contains($0) }
        if case .tooMuch = verdict { isTooMuch = true }
        if isTooMuch { await client.org.wasTooMuch(object, count: chunk.count) }
        if refusal.isDivisible, chunk.count > 1, halvings > 0 {
            halvings -= 1
            let middle = chunk.count / 2
            queue.insert(contentsOf: [Array(chunk[..<middle]), Array(chunk[middle...])], at: 0)
            return
        }
        if chunk.count == 1, refusal.fault.disposition == .park, let verdict {
            await settle(chunk[0], verdict, 1)
            return
        }
        var fault = refusal.fault
        if fault.disposition == .bisect { fault.disposition = .retry }
        for write in chunk { ends[write.index] = .failed(fault) }
        if refusal.fault.concernsEveryCall {
            stop = fault.untried
        }
    }

    /// One record that Salesforce refused, in a chunk of so many.
    private mutating func settle(_ write: SalesforceWrite, _ verdict: SalesforceVerdict, _ count: Int) async {
        let next = SalesforceNext(write, verdict, object: object, policy: client.settings.duplicates)
        switch next {
        case .end(let end): ends[write.index] = end
        case .again(let write): again.append(write)
        case .smaller(let fault):
            guard count > SalesforceOrg.smallestChunk else {
                ends[write.index] = .failed(fault)
                return
            }
            await client.org.wasTooMuch(object, count: count)
            again.append(write)
        }
    }
}

/// What follows for a record that was refused.
enum SalesforceNext: Sendable {
    case end(SalesforceEnd)
    case again(SalesforceWrite)
    /// The same in a smaller chunk.
    case smaller(DeliveryFault)

    init(
        _ write: SalesforceWrite,
        _ verdict: SalesforceVerdict,
        object: SalesforceObject,
        policy: SalesforceSettings.Duplicates
    ) {
        switch verdict {
        case .passing(let fault), .fault(let fault): self = .end(.failed(fault))
        case .tooMuch(let fault): self = .smaller(fault)
        case .gone:
            self = .end(
                write.endpoint == .update
                    ? .gone : .failed(DeliveryFault(.gone, .retry, message: "a record that this one names is gone"))
            )
        case .keyTaken where write.endpoint == .upsert && !write.wasCrossed:
            // Two writes of a new key crossed: the second time it is an update.
            var crossed = write
            crossed.wasCrossed = true
            self = .again(crossed)
        case .keyTaken(let fault): self = .end(.keyTaken(fault))
        case .alike where policy != .hold && !write.allowsDuplicates:
            // Who has the same address was looked for before; what is alike besides says nothing of who it is.
            var allowed = write
            allowed.allowsDuplicates = true
            self = .again(allowed)
        case .alike(let fault): self = .end(.failed(fault))
        case .refusedValues(let fields, let fault):
            let mended = write.mended(of: fields, words: fault.message, object: object)
            self = mended.map(SalesforceNext.again) ?? .end(.failed(fault))
        }
    }
}

/// Splits writes into calls: one endpoint each, no id twice, no more than the org takes.
///
/// Pure.
enum SalesforceChunks {
    static func plan(_ writes: [SalesforceWrite], size: Int) -> [[SalesforceWrite]] {
        struct Lot: Hashable {
            var endpoint: SalesforceWrite.Endpoint
            var allowsDuplicates: Bool
        }
        var chunks: [[SalesforceWrite]] = []
        var open: [Lot: Int] = [:]
        var ids: [Int: Set<String>] = [:]
        for write in writes {
            let lot = Lot(endpoint: write.endpoint, allowsDuplicates: write.allowsDuplicates)
            // Ids of 15 and of 18 characters are the same record; the store keeps 18.
            let isKeyed = write.endpoint != .create
            if let place = open[lot], chunks[place].count < size, !isKeyed || ids[place]?.contains(write.id) != true {
                chunks[place].append(write)
            } else {
                open[lot] = chunks.count
                chunks.append([write])
            }
            if isKeyed, let place = open[lot] { ids[place, default: []].insert(write.id) }
        }
        return chunks
    }
}
