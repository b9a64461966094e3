/// What a destination is to hold of a record, before anybody looks.
package enum AuditExpectation: Sendable, Hashable {
    /// Nothing, for a reason that is to be told, or for none: a record of which only the id is known.
    case nothing(AuditFinding?)
    /// A record with this content.
    case content(MappedContent)

    /// - Parameters:
    ///   - audited: the record as we hold it.
    ///   - destination: the one that is asked about.
    ///   - isRouted: whether records like it go there at all; a test order does not.
    ///   - mapper: the destination's.
    ///   - store: what the mapping may say of the store.
    ///   - contacts: who gets a contact there.
    package init(
        _ audited: AuditedRecord,
        in destination: DestinationName,
        isRouted: Bool,
        mapper: any RecordMapper,
        store: StoreFacts,
        contacts: ContactRules = ContactRules()
    ) {
        let lane = audited.lanes[destination]
        guard audited.record.hasContent else {
            self = .nothing(audited.record.hydration.isNeeded ? AuditFinding(.waiting, destination) : nil)
            return
        }
        guard lane?.state != .erased else {
            self = .nothing(AuditFinding(.erased, destination))
            return
        }
        guard isRouted else {
            self = .nothing(AuditFinding(audited.record.isTest ? .testOrder : .notSentByRule, destination))
            return
        }
        if let reason = contacts.refusal(of: audited.record) {
            self = .nothing(AuditFinding(.notSentByRule, destination, detail: reason))
            return
        }
        let input = MappingInput(
            store: store,
            record: audited.record,
            customer: audited.customer,
            origin: lane?.origin ?? .history
        )
        do throws(DeliveryFault) {
            switch try mapper.map(input) {
            case .content(let content): self = .content(content)
            case .skipped(let reason): self = .nothing(AuditFinding(.notSentByRule, destination, detail: reason))
            }
        } catch {
            let cause: AuditCause = lane?.isPending ?? false ? .waiting : .unmappable
            self = .nothing(AuditFinding(cause, destination, detail: error.code.rawValue))
        }
    }
}

extension Lane {
    /// Whether something is about to be delivered.
    package var isPending: Bool { state == .dirty || state == .claimed }
}

extension MappedContent {
    /// The fields that are ours in a record with this link: those that only fill what was empty are its people's.
    package func owned(_ link: Link?) -> [MappedField] {
        fields.filter { (link?.isAdopted ?? false ? $0.adopted : $0.write) == .always }
    }
}
