import Connectors
import SyncModel

/// The steps of a trial, one after the other.
struct ConnectorWalk {
    let connector: RESTConnector
    let transport: ShowingTransport
    let tell: (ConnectorTrial.Step) -> Void
    private(set) var steps: [ConnectorTrial.Step] = []
    /// The contact that the order belongs to.
    private var contact: String?
    private var made: [CRMRemoval] = []

    init(connector: RESTConnector, transport: ShowingTransport, tell: @escaping (ConnectorTrial.Step) -> Void) {
        self.connector = connector
        self.transport = transport
        self.tell = tell
    }

    mutating func check() async {
        let findings: [Finding]
        do throws(DeliveryFault) {
            findings = try await connector.check().filter { $0.level != .fine }
        } catch {
            return end("credentials", nil, "\(error.code): \(error.message)", isFine: false)
        }
        if let problem = findings.first(where: { $0.level == .problem }) {
            let words = [problem.message, problem.fix].compactMap(\.self).joined(separator: "  → ")
            end(problem.subject, nil, words, isFine: false)
        } else {
            end("credentials", nil, findings.first?.message ?? "they work", isFine: true)
        }
    }

    mutating func run(_ content: MappedContent, kind: RecordKind, keeps: Bool) async {
        let id = content.externalID
        await step("find", kind) { connector throws(DeliveryFault) in
            switch try await connector.sight(of: id, kind: kind) {
            case .undescribed: return "not described"
            case .found(let crmID): return "it is there already: \(crmID)"
            case .others(let count, _): return "none of ours among \(count)"
            case .absent, .empty: return "none, as expected"
            }
        }
        let record = upsert(content, kind, .externalID)
        let written = await write("create", record)
        guard let written else { return }
        if kind == .customer { contact = written.crmID }
        if written.isNew, !keeps { note(written, kind) }
        _ = await write("update", upsert(content, kind, .record(written.crmID)))
        await runBatches(record, written, keeps: keeps)
        await step("find again", kind) { connector throws(DeliveryFault) in
            try Self.judged(try await connector.sight(of: id, kind: kind), isOf: written.crmID)
        }
    }

    /// The batches of the description, which the server uses where several records wait: each with one record in it.
    private mutating func runBatches(_ record: CRMUpsert, _ written: WrittenRecord, keeps: Bool) async {
        let kind = record.key.kind
        for action in connector.batchedWrites(kind) {
            var sent = record
            switch action {
            // What is there already cannot be made.
            case .create: sent = connector.another(record, id: record.key.id + 1)
            case .update: sent.target = .record(written.crmID)
            case .upsert: break
            }
            var second: WrittenRecord?
            await step("\(action.rawValue) in a batch", kind) { connector throws(DeliveryFault) in
                let record: WrittenRecord
                do throws(DeliveryFault) {
                    record = try await connector.writeBatch(of: sent, by: action)
                } catch {
                    var fault = error
                    fault.message +=
                        ": mend the batch, or leave it out; a server goes on one by one where a batch is refused"
                    throw fault
                }
                guard action == .create || record.crmID == written.crmID else {
                    throw DeliveryFault(
                        .identityConflict,
                        .park,
                        message: "the answer names another record, \(record.crmID): check the batch's id and match"
                    )
                }
                second = record
                return (["\(action == .create ? "made" : "written") \(record.crmID)"] + record.warnings.map(\.words))
                    .joined(separator: "; ")
            }
            if action == .create, let second, !keeps { note(second, kind) }
        }
    }

    private mutating func note(_ written: WrittenRecord, _ kind: RecordKind) {
        made.insert(CRMRemoval(crmID: written.crmID, kind: kind, isForGood: true), at: 0)
    }

    /// Tells of a refresh token that nobody keeps.
    mutating func tellReplacedRefreshToken() async {
        guard (try? await connector.hasReplacedRefreshToken()) == true else { return }
        end(
            "refresh token",
            nil,
            "the CRM replaced it, and the new one is not kept: the one that was given is used up. Have the CRM give another "
                + "before a server is started with it",
            isFine: true
        )
    }

    /// Whether what was just written is found: whoever cannot find it makes it again.
    private static func judged(_ sight: RESTSight, isOf crmID: String) throws(DeliveryFault) -> String {
        switch sight {
        case .undescribed: return "the description has no find"
        case .found(crmID): return "the same: \(crmID)"
        case .found(let other):
            throw DeliveryFault(.identityConflict, .park, message: "another one is found: \(other)")
        case .others(let count, let place):
            throw DeliveryFault(
                .unreadable,
                .park,
                message:
                    "the answer has \(count) records, and in none of them our id at \(place): check find's external_id"
            )
        case .absent(let status):
            throw DeliveryFault(
                .unreadable,
                .park,
                message: "the CRM answered \(status), which means that there is none: check find's path"
            )
        case .empty(let place?):
            throw DeliveryFault(
                .unreadable,
                .park,
                message: "nothing stands where the description looks for records, and our id does at \(place): check "
                    + "find's records"
            )
        case .empty(nil):
            return
                "not found yet: the list of records is there and empty, so it is too soon for the CRM's search, or find "
                + "asks for something else; keep the record (--keep) and try again in a minute"
        }
    }

    /// Takes out what was made, orders first.
    mutating func tidy() async {
        for removal in made where connector.describesErase(removal.kind) {
            await step("remove", removal.kind) { connector throws(DeliveryFault) in
                try await connector.remove(removal) ? "removed \(removal.crmID)" : "it was not there any more"
            }
        }
        for left in made where !connector.describesErase(left.kind) {
            let words =
                "\(left.crmID) stays in the CRM: the description has no \"erase\" for it; remove it there by hand"
            end("remove", left.kind, words, isFine: true)
        }
    }

    private func upsert(_ content: MappedContent, _ kind: RecordKind, _ target: CRMUpsert.Target) -> CRMUpsert {
        CRMUpsert(
            key: RecordKey(store: StoreName("sample"), kind: kind, id: Int64(content.externalID) ?? 0),
            target: target,
            externalID: content.externalID,
            fields: content.fields,
            lines: content.lines,
            parent: kind == .order ? contact : nil
        )
    }

    private mutating func write(_ name: String, _ upsert: CRMUpsert) async -> WrittenRecord? {
        var record: WrittenRecord?
        await step(name, upsert.key.kind) { connector throws(DeliveryFault) in
            switch try await connector.upsert([upsert], kind: upsert.key.kind).first {
            case .written(let written)?:
                record = written
                let what = written.isNew ? "made" : "written"
                return (["\(what) \(written.crmID)"] + written.warnings.map(\.words)).joined(separator: "; ")
            case .conflict(let conflict)?:
                let ids = conflict.candidates.map(\.crmID).joined(separator: ", ")
                throw DeliveryFault(.identityConflict, .park, message: "another record is in the way: \(ids)")
            case .gone?: throw DeliveryFault(.gone, .park, message: "the record is not there")
            case .failed(let fault)?: throw fault
            case nil: throw DeliveryFault(.unreadable, .park, message: "there is no outcome")
            }
        }
        return record
    }

    private mutating func step(
        _ name: String,
        _ kind: RecordKind?,
        _ act: (RESTConnector) async throws(DeliveryFault) -> String
    ) async {
        let outcome: String
        let isFine: Bool
        do throws(DeliveryFault) {
            outcome = try await act(connector)
            isFine = true
        } catch {
            outcome = "\(error.code): \(error.message)"
            isFine = false
        }
        end(name, kind, outcome, isFine: isFine)
    }

    private mutating func end(_ name: String, _ kind: RecordKind?, _ outcome: String, isFine: Bool) {
        let step = ConnectorTrial.Step(
            kind: kind?.rawValue ?? "",
            name: name,
            outcome: outcome,
            isFine: isFine,
            exchanges: transport.taken()
        )
        steps.append(step)
        tell(step)
    }
}
