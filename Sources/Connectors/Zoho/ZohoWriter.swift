import Outbound
import SyncModel

/// Carries the writes of one pass to one module through as many calls as it takes, and tells each one's end.
///
/// Items of an answer belong to records by their place. A fault that concerns every call (credentials, quota, outage) ends
/// the pass: what was not tried yet is told so.
struct ZohoWriter {
    /// A credit pays for ten records, and calls with more count against a limit of their own.
    static let liveChunk = 10
    static let historyChunk = 100
    /// Calls of one pass under way at once; the gate bounds those of all passes.
    private static let parallel = 4

    let client: ZohoClient
    let module: ZohoModule
    let fields: ZohoFields
    let placer: ZohoPlacer

    private var ends: [Int: ZohoWriteEnd] = [:]
    private var again: [ZohoWrite] = []
    private var stop: DeliveryFault?

    init(client: ZohoClient, module: ZohoModule, fields: ZohoFields) {
        self.client = client
        self.module = module
        self.fields = fields
        placer = ZohoPlacer(client: client, module: module, fields: fields)
    }

    /// Ends by `ZohoWrite.index`, one for each write.
    mutating func run(_ writes: [ZohoWrite]) async -> [Int: ZohoWriteEnd] {
        var queue = Self.chunks(writes)
        while !queue.isEmpty {
            if let stop {
                for write in queue.flatMap(\.self) { ends[write.index] = .failed(stop) }
                return ends
            }
            await send(queue)
            queue = Self.chunks(again)
            again = []
        }
        return ends
    }

    /// Calls hold one kind of write and one origin; live ones are small.
    static func chunks(_ writes: [ZohoWrite]) -> [[ZohoWrite]] {
        var chunks: [[ZohoWrite]] = []
        for origin in [Origin.live, .history] {
            for endpoint in [ZohoWrite.Endpoint.upsert, .update] {
                let part = writes.filter { $0.origin == origin && $0.endpoint == endpoint }
                for (company, some) in Dictionary(grouping: part, by: \.company).sorted(by: { $0.key > $1.key }) {
                    chunks += ZohoReader.split(some, by: min(company, origin == .live ? liveChunk : historyChunk))
                }
            }
        }
        return chunks
    }

    private mutating func send(_ queue: [[ZohoWrite]]) async {
        var rest = queue[...]
        let (client, module, idField) = (client, module, fields.apiName(module.idField))
        var answers: [(chunk: [ZohoWrite], result: Result<[ZohoItem?], ZohoRefusal>)] = []
        await withTaskGroup(of: (Int, Result<[ZohoItem?], ZohoRefusal>).self) { group in
            var sent: [[ZohoWrite]] = []
            var isStopped = false
            func start() {
                guard !isStopped, let chunk = rest.popFirst() else { return }
                let number = sent.count
                sent.append(chunk)
                group.addTask { (number, await Self.call(chunk, client, module, idField)) }
            }
            for _ in 0..<Self.parallel { start() }
            while let (number, result) = await group.next() {
                answers.append((sent[number], result))
                if case .failure(let refusal) = result, refusal.concernsEveryCall { isStopped = true }
                start()
            }
        }
        for (chunk, result) in answers {
            switch result {
            case .success(let items): await settle(chunk, items)
            case .failure(let refusal): settle(chunk, refusal)
            }
        }
        for chunk in rest {
            for write in chunk { ends[write.index] = .failed(stop ?? Self.notTried) }
        }
    }

    private static let notTried = DeliveryFault(.unavailable, .retry, message: "not tried: an earlier call failed")

    private static func call(
        _ chunk: [ZohoWrite],
        _ client: ZohoClient,
        _ module: ZohoModule,
        _ idField: String
    ) async -> Result<[ZohoItem?], ZohoRefusal> {
        let isUpsert = chunk.first?.endpoint != .update
        let origin = chunk.first?.origin ?? .live
        var body: [String: ZohoJSON] = ["data": .array(chunk.map(\.body))]
        if isUpsert { body["duplicate_check_fields"] = [.string(idField)] }
        // An empty list runs no workflow, approval or blueprint; without one all run.
        if origin == .history { body["trigger"] = [] }
        let call = ZohoClient.Call(
            method: isUpsert ? .post : .put,
            path: isUpsert ? "/\(module.name)/upsert" : "/\(module.name)",
            body: .object(body),
            origin: origin,
            kind: module.kind,
            count: chunk.count,
            isWrite: true
        )
        do throws(ZohoRefusal) {
            return .success(ZohoItem.all(in: try await client.answer(call) ?? .null))
        } catch {
            return .failure(error)
        }
    }

    /// A call that failed as a whole.
    private mutating func settle(_ chunk: [ZohoWrite], _ refusal: ZohoRefusal) {
        if refusal.fault.disposition == .bisect, chunk.count > 1 {
            again += chunk.map { write in
                var write = write
                write.company = max(1, chunk.count / 2)
                return write
            }
            return
        }
        for write in chunk { ends[write.index] = .failed(refusal.fault) }
        if refusal.concernsEveryCall {
            stop = refusal.fault.untried
        }
    }

    private mutating func settle(_ chunk: [ZohoWrite], _ items: [ZohoItem?]) async {
        for (place, write) in chunk.enumerated() {
            guard items.count == chunk.count, let item = items[place] else {
                ends[write.index] = .failed(
                    DeliveryFault(
                        .unreadable,
                        .retry,
                        message: "Zoho's answer has \(items.count) items for \(chunk.count) records",
                        mayBeWritten: true
                    )
                )
                continue
            }
            if item.isSuccess, let id = item.id {
                ends[write.index] = .written(
                    WrittenRecord(
                        crmID: id,
                        isNew: item.action == "insert",
                        warnings: write.warnings,
                        lacksParent: write.lacksParent
                    )
                )
            } else {
                await settle(write, item)
            }
        }
    }

    /// One record that Zoho refused.
    private mutating func settle(_ write: ZohoWrite, _ item: ZohoItem) async {
        switch ZohoVerdict(item, module: module, idField: fields.apiName(module.idField)) {
        case .conflict(let holders):
            let others = holders.filter { $0 != write.crmID }
            ends[write.index] = .conflict(holders: others.isEmpty ? holders : others)
        case .gone:
            ends[write.index] =
                write.endpoint == .update ? .gone : .failed(DeliveryFault(.gone, .retry, message: item.words))
        case .noParent:
            guard let field = module.parentField, !write.lacksParent, write.values[field] != nil else {
                ends[write.index] = .failed(DeliveryFault(.invalidValue, .park, message: item.words))
                return
            }
            var orphan = write
            orphan.lacksParent = true
            orphan.values[field] = nil
            orphan.warnings.append("the contact that it belongs to is not in Zoho any more")
            again.append(orphan)
        case .invalid(let issues) where write.hasKeptIDs && !module.neighbourFields.isDisjoint(with: issues.keys):
            ends[write.index] = .stale(
                DeliveryFault(.invalidValue, .park, message: item.words, fields: issues.keys.sorted())
            )
        case .invalid(let issues):
            if let placed = await placer.placedAnew(write, after: issues.keys) {
                again.append(placed)
            } else if let mended = write.mended(of: issues, module: module) {
                again.append(mended)
            } else {
                ends[write.index] = .failed(
                    DeliveryFault(.invalidValue, .park, message: item.words, fields: issues.keys.sorted())
                )
            }
        case .fault(let fault):
            ends[write.index] = .failed(fault)
        }
    }
}

extension ZohoWrite {
    /// This write without the values that Zoho refused; `nil` where that would not help.
    ///
    /// Once only, and never without a field that the record cannot exist without.
    func mended(of issues: [String: String], module: ZohoModule) -> ZohoWrite? {
        guard !wasMended, module.required.isDisjoint(with: issues.keys),
            issues.keys.contains(where: { values[$0] != nil })
        else { return nil }
        var mended = self
        mended.wasMended = true
        for (field, reason) in issues.sorted(by: { $0.key < $1.key })
        where mended.values.removeValue(forKey: field) != nil {
            mended.warnings.append(.leftOut(field, because: reason))
        }
        return mended
    }
}
