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
    ///   - wait: what waiting explains.
    package init(
        _ audited: AuditedRecord,
        in destination: DestinationName,
        isRouted: Bool,
        mapper: any RecordMapper,
        store: StoreFacts,
        contacts: ContactRules = ContactRules(),
        wait: AuditWait = AuditWait(now: .beginning)
    ) {
        let lane = audited.lanes[destination]
        guard audited.record.hasContent else {
            let isAsked = audited.record.hydration.isNeeded
            self = .nothing(isAsked ? AuditFinding(wait.cause(of: audited.stored), destination) : nil)
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
        let input = audited.input(for: destination, of: store)
        do throws(DeliveryFault) {
            switch try mapper.map(input) {
            case .content(let content): self = .content(content)
            case .skipped(let reason): self = .nothing(AuditFinding(.notSentByRule, destination, detail: reason))
            }
        } catch {
            let pending = lane.flatMap { $0.isPending ? $0 : nil }
            let cause = pending.map { wait.cause(of: $0, currency: audited.record.currency) }
            self = .nothing(AuditFinding(cause ?? .unmappable, destination, detail: error.code.rawValue))
        }
    }
}

extension Lane {
    /// Whether something is about to be delivered.
    package var isPending: Bool { state == .dirty || state == .claimed }
}

extension SyncRecord {
    /// An order's, in the shop's money.
    package var currency: String? {
        guard case .order(let order) = self else { return nil }
        return order.details.fields.currency.value
    }
}

extension MappedContent {
    /// The fields that are ours in a record with this link: those that only fill what was empty are its people's.
    package func owned(_ link: Link?) -> [MappedField] {
        fields.filter { $0.policy(isAdopted: link?.isAdopted ?? false) == .always }
    }
}
