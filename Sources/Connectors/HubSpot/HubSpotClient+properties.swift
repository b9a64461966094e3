extension HubSpotClient {
    /// The properties that an object has in this account.
    func properties(of object: HubSpotObject) async throws(HubSpotRefusal) -> [HubSpotProperty] {
        try await get(properties(object), kind: object.kind, as: HubSpotList<HubSpotProperty>.self).results
    }

    /// The same by name.
    func propertiesByName(of object: HubSpotObject) async throws(HubSpotRefusal) -> [String: HubSpotProperty] {
        let list = try await properties(of: object)
        return Dictionary(list.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
