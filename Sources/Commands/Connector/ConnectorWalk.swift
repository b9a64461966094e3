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
        await step("credentials", nil) { connector throws(DeliveryFault) in
            let findings = try await connector.check().filter { $0.level != .fine }
            guard let first = findings.first(where: { $0.level == .problem }) else {
                return findings.first?.message ?? "they work"
            }
            throw DeliveryFault(.unauthorized, .pause(.destination), message: first.message)
        }
    }

    mutating func run(_ content: MappedContent, kind: RecordKind, keeps: Bool) async {
        let id = content.externalID
        await step("find", kind) { connector throws(DeliveryFault) in
            let found = try await connector.find(externalIDs: [id], kind: kind)[id]
            return found.map { "it is there already: \($0.crmID)" } ?? "none, as expected"
        }
        let written = await write("create", content, kind: kind, target: .externalID)
        guard let written else { return }
        if kind == .customer { contact = written.crmID }
        if written.isNew, !keeps { made.insert(CRMRemoval(crmID: written.crmID, kind: kind, isForGood: true), at: 0) }
        _ = await write("update", content, kind: kind, target: .record(written.crmID))
        await step("find again", kind) { connector throws(DeliveryFault) in
            guard let found = try await connector.find(externalIDs: [id], kind: kind)[id] else {
                return "not found: without find, or too soon for the CRM's search"
            }
            guard found.crmID == written.crmID else {
                throw DeliveryFault(.identityConflict, .park, message: "another one is found: \(found.crmID)")
            }
            return "the same: \(found.crmID)"
        }
    }

    /// Takes out what was made, orders first.
    mutating func tidy() async {
        for removal in made where connector.describesErase(removal.kind) {
            await step("remove", removal.kind) { connector throws(DeliveryFault) in
                try await connector.remove(removal) ? "removed \(removal.crmID)" : "it was not there any more"
            }
        }
    }

    private mutating func write(
        _ name: String,
        _ content: MappedContent,
        kind: RecordKind,
        target: CRMUpsert.Target
    ) async -> WrittenRecord? {
        let upsert = CRMUpsert(
            key: RecordKey(store: StoreName("sample"), kind: kind, id: Int64(content.externalID) ?? 0),
            target: target,
            externalID: content.externalID,
            fields: content.fields,
            lines: content.lines,
            parent: kind == .order ? contact : nil
        )
        var record: WrittenRecord?
        await step(name, kind) { connector throws(DeliveryFault) in
            switch try await connector.upsert([upsert], kind: kind).first {
            case .written(let written)?:
                record = written
                let what = written.isNew ? "made" : "written"
                return (["\(what) \(written.crmID)"] + written.warnings).joined(separator: "; ")
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
