import SyncModel

// A value that is sealed is bound to its row: each of these takes the row's place.
extension JSONCoding {
    /// Bytes as they are stored at a place; empty ones stay empty, since conditions ask for that.
    func stored(_ bytes: [UInt8], at place: SealedPlace) throws -> [UInt8] {
        guard let seal, !bytes.isEmpty else { return bytes }
        do throws(SealFailure) {
            return try seal.seal(bytes, at: place)
        } catch {
            throw StoreFailure.sealed(error.words)
        }
    }

    /// What was stored at a place.
    func opened(_ bytes: [UInt8], at place: SealedPlace) throws -> [UInt8] {
        guard let seal, SealedForm.isSealed(bytes) else { return bytes }
        do throws(SealFailure) {
            return try seal.open(bytes, at: place)
        } catch {
            throw StoreFailure.sealed(error.words)
        }
    }

    /// The same, `nil` where it was changed since; what another key sealed may open later, so that is told all the same.
    func openedIfSound(_ bytes: [UInt8], at place: SealedPlace) throws -> [UInt8]? {
        guard let seal, SealedForm.isSealed(bytes) else { return bytes }
        do throws(SealFailure) {
            return try seal.open(bytes, at: place)
        } catch {
            if error == .damaged { return nil }
            throw StoreFailure.sealed(error.words)
        }
    }

    /// Why a delivery failed; where that cannot be read, what the row still tells of it.
    func fault(_ bytes: [UInt8]?, code: String?, of key: LaneKey) throws -> DeliveryFault? {
        guard let bytes else { return nil }
        do {
            return try value(DeliveryFault.self, from: bytes, at: .lane(key, "fault"))
        } catch let failure as StoreFailure where failure.isOfOneRow {
            let code = code.map(DeliveryFault.Code.init(rawValue:)) ?? .unreadableRow
            return DeliveryFault(code, .park, message: "What was noted of this failure cannot be read: \(failure)")
        }
    }

    func bytes(_ value: some Encodable, at place: SealedPlace) throws -> [UInt8] {
        try stored(bytes(value), at: place)
    }

    func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8], at place: SealedPlace) throws -> Value {
        try value(type, from: opened(bytes, at: place))
    }

    func valueOrNil<Value: Decodable>(
        _ type: Value.Type,
        from bytes: [UInt8]?,
        at place: SealedPlace
    ) throws -> Value? {
        try bytes.map { try value(type, from: $0, at: place) }
    }

    /// How an address is kept where it is only compared.
    func compared(_ address: String?) -> String? {
        guard let address, let seal, seal.mark != nil else { return address }
        return seal.digests(of: address).first
    }

    /// All forms in which an address may be kept: under the keys at hand, and readable from before.
    func sought(_ address: String) -> [SQLValue] {
        (seal?.digests(of: address) ?? []).map { .text($0) } + [.text(address)]
    }
}

extension SealFailure {
    /// In words for a person.
    var words: String {
        switch self {
        case .otherKey(let mark): "a value in the store was sealed with a key that is not configured (\(mark))"
        case .damaged: "a sealed value in the store was changed, or moved to another row"
        case .unusable: "the key cannot be used, so nothing was written"
        }
    }
}

extension SealedPlace {
    static func receipt(_ store: StoreName, _ webhookID: String) -> SealedPlace {
        SealedPlace("receipts", store.rawValue, webhookID)
    }

    static func record(_ key: RecordKey) -> SealedPlace {
        SealedPlace("records", key.store.rawValue, key.kind.rawValue, "\(key.id)")
    }

    static func lane(_ key: LaneKey, _ column: String) -> SealedPlace {
        SealedPlace(
            "lanes",
            column,
            key.destination.rawValue,
            key.record.store.rawValue,
            key.record.kind.rawValue,
            "\(key.record.id)"
        )
    }

    static func delivery(_ lane: LaneKey, _ number: Int64) -> SealedPlace {
        SealedPlace(
            "deliveries",
            lane.destination.rawValue,
            lane.record.store.rawValue,
            lane.record.kind.rawValue,
            "\(lane.record.id)",
            "\(number)"
        )
    }

    /// A request's number is given by the insertion, and a customer's is looked up in what is sealed: neither can be in it.
    static func request(_ store: StoreName, _ kind: String) -> SealedPlace {
        SealedPlace("compliance_requests", store.rawValue, kind)
    }

    static func erasure(_ destination: DestinationName, _ store: StoreName, _ customer: Int64) -> SealedPlace {
        SealedPlace("crm_erasures", destination.rawValue, store.rawValue, "\(customer)")
    }

    /// A job's number is given by the insertion.
    static func job(_ store: StoreName, _ kind: String) -> SealedPlace {
        SealedPlace("jobs", store.rawValue, kind)
    }

    static func slice(_ job: Int64, _ number: Int64) -> SealedPlace {
        SealedPlace("job_slices", "\(job)", "\(number)")
    }
}
