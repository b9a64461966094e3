import SyncModel

extension HubSpotReader {
    /// Contacts by folded e-mail, secondary addresses included.
    ///
    /// A look-up by a secondary address answers with its contact and does not say which input it answers; so each
    /// contact stands under every address that it has and that was asked for.
    func people(
        _ emails: [String],
        properties: [String],
        origin: Origin = .live
    ) async throws(HubSpotRefusal) -> [String: [HubSpotRecord]] {
        let asked = Set(emails.compactMap(EmailAddress.folded))
        let records = try await read(
            asked.sorted(),
            by: "email",
            of: .contacts,
            properties: properties + ["email", "hs_additional_emails"],
            origin: origin
        )
        var people: [String: [HubSpotRecord]] = [:]
        for record in records {
            let addresses =
                [record.value("email")]
                + (record.value("hs_additional_emails") ?? "")
                .split(separator: ";").map(String.init)
            for address in Set(addresses.compactMap(EmailAddress.folded)) where asked.contains(address) {
                if people[address]?.contains(where: { $0.id == record.id }) != true {
                    people[address, default: []].append(record)
                }
            }
        }
        return people
    }
}

extension HubSpotRecord {
    func snapshot(_ object: HubSpotObject) -> CRMSnapshot {
        CRMSnapshot(
            crmID: id,
            externalID: value(object.idProperty),
            values: (properties ?? [:]).compactMapValues { $0?.isEmpty == false ? $0 : nil }
        )
    }
}
