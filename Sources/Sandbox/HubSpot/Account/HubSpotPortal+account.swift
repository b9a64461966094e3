extension HubSpotPortal {
    /// Calls outside `/crm`: account details and communication preferences.
    mutating func account(_ call: HubSpotCall, at moment: SandboxTime) throws(HubSpotRefusal) -> HubSpotAnswer {
        let segments = call.segments
        guard options.apiVersions.contains(segments[1]) else { throw HubSpotRefusal.noSuchPath }
        switch segments[0] {
        case "communication-preferences":
            return try preferences(rest: Array(segments.dropFirst(2)), call: call, at: moment)
        case "account-info" where segments.count == 3 && segments[2] == "details" && call.method == "GET":
            return HubSpotAnswer(200, details)
        default: throw HubSpotRefusal.noSuchPath
        }
    }

    private var details: SandboxJSON {
        let minutes = options.utcOffsetMinutes
        let clock = SandboxTime(seconds: 0).iso(offsetMinutes: minutes).suffix(6)
        return [
            "portalId": .integer(options.portalID), "accountType": .string(options.accountType),
            "timeZone": .string(options.timeZone), "companyCurrency": .string(options.companyCurrency),
            "additionalCurrencies": .strings(options.additionalCurrencies), "utcOffset": .string(String(clock)),
            "utcOffsetMilliseconds": .integer(minutes * 60_000), "uiDomain": "app.hubspot.com",
            "dataHostingLocation": "na1",
        ]
    }

    func owners(_ call: HubSpotCall) throws(HubSpotRefusal) -> HubSpotAnswer {
        guard call.method == "GET" else { throw HubSpotRefusal.noSuchPath }
        let owner: SandboxJSON = [
            "id": "41629779", "email": "owner@example.com", "type": "PERSON", "firstName": "Olive",
            "lastName": "Owner", "userId": 9_586_504, "userIdIncludingInactive": 9_586_504,
            "createdAt": "2026-01-01T00:00:00.000Z", "updatedAt": "2026-01-01T00:00:00.000Z", "archived": false,
        ]
        switch call.segments.count {
        case 3: return HubSpotAnswer(200, ["results": [owner]])
        case 4 where call.segments[3] == "41629779": return HubSpotAnswer(200, owner)
        default: throw HubSpotRefusal.notFound("resource not found")
        }
    }
}
