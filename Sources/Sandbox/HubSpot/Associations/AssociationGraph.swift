/// Which records are associated, with the type ids of each direction.
struct AssociationGraph: Sendable {
    struct End: Sendable, Hashable {
        let type: HubSpotObjectType
        let id: Int64
    }

    private(set) var links: [End: [End: Set<Int>]] = [:]

    /// HubSpot's own unlabelled association from one type to another; nil where the pair cannot be associated.
    static func defaultType(_ from: HubSpotObjectType, _ to: HubSpotObjectType) -> Int? {
        switch (from, to) {
        case (.contacts, .orders): 508
        case (.orders, .contacts): 507
        case (.orders, .deals): 512
        case (.deals, .orders): 511
        case (.orders, .lineItems): 513
        case (.lineItems, .orders): 514
        case (.deals, .contacts): 3
        case (.contacts, .deals): 4
        case (.deals, .lineItems): 19
        case (.lineItems, .deals): 20
        default: nil
        }
    }

    func targets(of end: End, type: HubSpotObjectType) -> [(end: End, types: Set<Int>)] {
        (links[end] ?? [:]).filter { $0.key.type == type }.sorted { $0.key.id < $1.key.id }.map { ($0.key, $0.value) }
    }

    /// Associates two records both ways; the given types replace those that the pair had.
    mutating func connect(_ from: End, _ to: End, types: Set<Int>) {
        links[from, default: [:]][to] = types
        links[to, default: [:]][from] = Self.defaultType(to.type, from.type).map { [$0] } ?? []
    }

    mutating func disconnect(_ from: End, _ to: End) {
        links[from]?[to] = nil
        links[to]?[from] = nil
    }

    /// Removes a record with all its associations.
    mutating func detach(_ end: End) {
        for other in (links.removeValue(forKey: end) ?? [:]).keys { links[other]?[end] = nil }
    }

    mutating func move(_ from: End, to target: End) {
        for (other, types) in links[from] ?? [:] where other != target { connect(target, other, types: types) }
        detach(from)
    }
}
