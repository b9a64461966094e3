extension HubSpotAccountInfo {
    /// Where a person sees a record.
    func page(of id: String, _ object: HubSpotObject) -> String {
        let domain = uiDomain.flatMap { Self.isHost($0) ? $0 : nil } ?? "app.hubspot.com"
        return "https://\(domain)/contacts/\(portalId)/record/\(object.pageType)/\(id)"
    }

    /// It is shown to people, so nothing but a name may stand there.
    private static func isHost(_ text: String) -> Bool {
        !text.isEmpty && text.count <= 100
            && text.utf8.allSatisfy { byte in
                (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: ".")
                    || byte == UInt8(ascii: "-")
            }
    }
}
