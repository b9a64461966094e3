import SyncModel

/// A record that a mapping makes something of, and what is known of it in a CRM.
struct SoughtRecord: Sendable {
    let record: SyncRecord
    let content: MappedContent
    let lane: Lane?
    /// The CRM's record, where one is known or was found.
    var crmID: String?
    var isAdopted = false
    /// Found by our id, with nothing in our books: every field goes that its policy lets.
    var isFoundByID = false
    /// What is settled before the CRM's record is read.
    var decision: MappingComparison?

    init(record: SyncRecord, content: MappedContent, lane: Lane?) {
        self.record = record
        self.content = content
        self.lane = lane
    }

    /// Takes in who was found in the CRM that nobody had linked, and what is done about such records.
    mutating func found(_ candidates: [CRMCandidate], _ policy: AdoptionPolicy.Found) {
        let ids = candidates.map(\.crmID).joined(separator: ", ")
        guard let hit = candidates.first, candidates.count == 1 else {
            decision = MappingComparison(.conflicting, reason: "CRM records \(ids)")
            return
        }
        switch policy {
        case .adopt:
            crmID = hit.crmID
            isAdopted = true
            decision = MappingComparison(.adopted, crmID: hit.crmID)
        case .skip:
            decision = MappingComparison(
                .skipped,
                crmID: hit.crmID,
                reason: "it is CRM record \(ids), and adopt says skip"
            )
        case .refuse:
            decision = MappingComparison(.conflicting, reason: "CRM record \(ids), and adopt says refuse")
        }
    }

    /// Parked until a person says who it is: whatever the CRM holds, nothing is sent of it before.
    mutating func waitForPerson() {
        guard let fault = lane?.fault, fault.code == .identityConflict else { return }
        // Without candidates the words may be the CRM's, which name people.
        let reason = fault.candidates.isEmpty ? "it is parked: \"sluice identity list\" shows why" : fault.message
        decision = MappingComparison(.conflicting, crmID: crmID, reason: reason)
    }

    /// Nothing in the CRM is it: everything goes.
    var made: MappingComparison {
        var result = MappingComparison(.created)
        result.fields = content.fields.filter { $0.value != .clear }.map {
            MappingComparison.Field(name: $0.name, wanted: $0.value.text, held: nil, outcome: .changes)
        }
        result.take(content.emailConsent)
        return result
    }
}
