import Outbound
import SyncModel

/// Carries the writes of one pass to one object through as many calls as it takes, and tells each one's end.
///
/// A call that fails as a whole because of one record is halved until that record stands alone. A fault that concerns
/// every call (credentials, quota, outage) ends the pass: what was not tried yet is told so.
struct HubSpotWriter {
    let client: HubSpotClient
    let object: HubSpotObject
    let placer: HubSpotPlacer?

    /// New records that were made together with their association, by `HubSpotWrite.index`.
    private(set) var associated: Set<Int> = []
    private var ends: [Int: HubSpotWriteEnd] = [:]
    private var queue: [[HubSpotWrite]] = []
    private var again: [HubSpotWrite] = []
    private var unknown: [(write: HubSpotWrite, words: String?)] = []
    private var stop: DeliveryFault?
    /// Further calls that halving may cost; the rest is tried in a later pass, without those found out in this one.
    private var halvings = 0

    init(client: HubSpotClient, object: HubSpotObject, placer: HubSpotPlacer? = nil) {
        self.client = client
        self.object = object
        self.placer = placer
    }

    /// Ends by `HubSpotWrite.index`, one for each write.
    mutating func run(_ writes: [HubSpotWrite]) async -> [Int: HubSpotWriteEnd] {
        queue = HubSpotChunks.plan(writes)
        halvings = 30 + 10 * queue.count
        while !queue.isEmpty {
            while !queue.isEmpty {
                await send(queue.removeFirst())
            }
            queue = HubSpotChunks.plan(again)
            again = []
        }
        await readBack()
        if ends.values.contains(where: \.isOfAMissingField) { await client.account.doubtKeyed(object) }
        return ends
    }

    private mutating func send(_ chunk: [HubSpotWrite]) async {
        if let stop {
            for write in chunk { ends[write.index] = .failed(stop) }
            return
        }
        do {
            let (answer, correlationID) = try await call(chunk)
            let reading = HubSpotBatchReading(answer, to: chunk, idProperty: object.idProperty)
            let isCreation = chunk.first?.endpoint == .create
            if chunk.first?.endpoint == .upsert { await client.account.foundKeyed(object) }
            for (index, record) in reading.written {
                ends[chunk[index].index] = .written(
                    WrittenRecord(
                        crmID: record.id,
                        isNew: record.new ?? isCreation,
                        warnings: chunk[index].warnings,
                        correlationID: correlationID
                    )
                )
                if isCreation { associated.insert(chunk[index].index) }
            }
            for (index, error) in reading.refused {
                if isCreation {
                    again.append(chunk[index].upserting)
                } else {
                    await settle(
                        chunk[index],
                        HubSpotVerdict(error, kind: object.kind, idProperty: object.idProperty),
                        error
                    )
                }
            }
            let words = reading.loose.first.map(HubSpotFaults.words)
            unknown += reading.unknown.map { (chunk[$0], words) }
        } catch {
            await settle(chunk, error)
        }
    }

    private func call(
        _ chunk: [HubSpotWrite]
    ) async throws(HubSpotRefusal) -> (HubSpotBatchAnswer, correlationID: String?) {
        let endpoint = chunk.first?.endpoint ?? .upsert
        let inputs = chunk.enumerated().map { index, write in
            HubSpotWriteInput(
                id: endpoint == .create ? nil : write.id,
                idProperty: endpoint == .upsert ? object.idProperty : nil,
                associations: object.contactAssociation.flatMap { type in
                    write.parent.map { [.init(to: HubSpotID(id: $0), types: [.init(associationTypeId: type)])] }
                },
                objectWriteTraceId: HubSpotBatchReading.traceID(index),
                properties: write.properties
            )
        }
        let call = HubSpotClient.Call(
            method: .post,
            path: client.objects(object, "batch/\(endpoint.rawValue)"),
            body: try client.encode(HubSpotInputs(inputs: inputs)),
            origin: chunk.map(\.origin).min() ?? .live,
            kind: object.kind,
            count: chunk.count,
            isWrite: true
        )
        let response = try await client.send(call)
        guard let answer = HubSpotJSON.decode(HubSpotBatchAnswer.self, from: response.body) else {
            throw HubSpotFaults.unreadable(response, .init(kind: object.kind, isWrite: true))
        }
        return (answer, response.header("X-HubSpot-Correlation-Id"))
    }

    /// A call that failed as a whole.
    private mutating func settle(_ chunk: [HubSpotWrite], _ refusal: HubSpotRefusal) async {
        if chunk.first?.endpoint == .create, !refusal.fault.concernsEveryCall, refusal.fault.disposition != .retry {
            again += chunk.map(\.upserting)
            return
        }
        if refusal.isDivisible, chunk.count > 1 {
            if halvings > 0 {
                halvings -= 1
                queue.insert(contentsOf: HubSpotChunks.halves(chunk), at: 0)
                return
            }
            var fault = refusal.fault
            fault.disposition = .retry
            for write in chunk { ends[write.index] = .failed(fault) }
            return
        }
        if chunk.count == 1, refusal.fault.disposition == .park, let error = refusal.error {
            let verdict = HubSpotVerdict(error, kind: object.kind, idProperty: object.idProperty)
            if case .fault = verdict, refusal.fault.code == .identityConflict {
                await settle(chunk[0], .conflict(existing: nil), error)
            } else {
                await settle(chunk[0], verdict, error)
            }
            return
        }
        for write in chunk { ends[write.index] = .failed(refusal.fault) }
        if refusal.fault.concernsEveryCall {
            stop = refusal.fault.untried
        }
    }

    /// One record that HubSpot refused.
    private mutating func settle(_ write: HubSpotWrite, _ verdict: HubSpotVerdict, _ error: HubSpotError) async {
        switch verdict {
        case .conflict(let existing):
            ends[write.index] = .conflict(existing: existing)
        case .gone:
            ends[write.index] =
                write.endpoint == .update
                ? .gone : .failed(DeliveryFault(.gone, .retry, message: HubSpotFaults.words(error)))
        case .fault(let fault):
            ends[write.index] = .failed(fault)
        case .invalid(let issues):
            let fault = DeliveryFault(
                .invalidValue,
                .park,
                message: HubSpotFaults.words(error),
                fields: issues.map(\.property),
                correlationID: error.correlationId
            )
            if let placer, let placed = await placer.placedAnew(write, after: issues) {
                again.append(placed)
            } else if let mended = write.mended(of: issues, object: object) {
                again.append(mended)
            } else {
                ends[write.index] = .failed(fault)
            }
        }
    }

    /// Looks up the writes of which the answer said nothing: they may have taken effect.
    private mutating func readBack() async {
        for endpoint in [HubSpotWrite.Endpoint.upsert, .update] {
            // A creation is looked for like an upsert; its association is made in a call of its own then.
            let open = unknown.filter { ($0.write.endpoint == .update) == (endpoint == .update) }
            guard !open.isEmpty else { continue }
            if var stop {
                stop.mayBeWritten = true
                for (write, _) in open { ends[write.index] = .failed(stop) }
                continue
            }
            do {
                let records = try await HubSpotReader(client: client).read(
                    open.map(\.write.id),
                    by: endpoint == .upsert ? object.idProperty : nil,
                    of: object,
                    properties: open.flatMap(\.write.properties.keys) + [object.idProperty],
                    origin: open.map(\.write.origin).min() ?? .live
                )
                for (write, words) in open {
                    let record = records.first {
                        endpoint == .upsert ? $0.value(object.idProperty) == write.id : $0.id == write.id
                    }
                    ends[write.index] = write.end(heldBy: record, words: words)
                }
            } catch {
                var fault = error.fault
                fault.mayBeWritten = true
                for (write, _) in open { ends[write.index] = .failed(fault) }
            }
        }
    }
}
