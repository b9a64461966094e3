extension HubSpotPortal {
    /// Calls below `/communication-preferences/V`.
    mutating func preferences(
        rest: [String],
        call: HubSpotCall,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        let first = rest.first
        guard first != "definitions" else { return definitions(at: moment) }
        guard first == "statuses", rest.count >= 2, rest[1] != "batch" else { throw HubSpotRefusal.noSuchPath }
        let email = rest[1].lowercased()
        guard email.contains("@") else { throw HubSpotRefusal.validation("\(rest[1]) is not an e-mail address") }
        switch (call.method, rest.count) {
        case ("GET", 2):
            try checkChannel(call)
            return statuses(email, PreferenceBook.definitions.map(\.id), at: moment)
        case ("POST", 2): return try setStatus(email, try call.json(), at: moment)
        case ("GET", 3) where rest[2] == "unsubscribe-all":
            try checkChannel(call)
            return wideStatus(email, at: moment)
        case ("POST", 3) where rest[2] == "unsubscribe-all":
            try checkChannel(call)
            preferences.optOut(email, at: moment)
            mirrorOptOut(email, true, at: moment)
            guard call.query["verbose"] == "true" else { return HubSpotAnswer(status: 200) }
            return statuses(email, PreferenceBook.definitions.map(\.id), at: moment)
        default: throw HubSpotRefusal.noSuchPath
        }
    }

    private func checkChannel(_ call: HubSpotCall) throws(HubSpotRefusal) {
        guard call.query["channel"] == "EMAIL" else { throw HubSpotRefusal.validation("channel must be EMAIL") }
    }

    private mutating func setStatus(
        _ email: String,
        _ body: SandboxJSON,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        let states = ["SUBSCRIBED", "UNSUBSCRIBED", "NOT_SPECIFIED"]
        guard let id = body["subscriptionId"]?.intValue, PreferenceBook.definitions.contains(where: { $0.id == id })
        else {
            throw HubSpotRefusal.validation("subscriptionId names no subscription type")
        }
        guard let state = body["statusState"]?.stringValue, states.contains(state) else {
            throw HubSpotRefusal.validation("statusState must be one of \(states.joined(separator: ", "))")
        }
        guard body["channel"]?.stringValue == "EMAIL" else { throw HubSpotRefusal.validation("channel must be EMAIL") }
        guard body["legalBasis"]?.stringValue != nil, body["legalBasisExplanation"]?.stringValue != nil else {
            throw HubSpotRefusal.validation("legalBasis and legalBasisExplanation are required by the privacy settings")
        }
        let wasOut = preferences.status(email, id)?.state == "UNSUBSCRIBED"
        let old = preferences.status(email, id)?.state
        preferences.set(
            email,
            id,
            .init(
                state: state,
                legalBasis: body["legalBasis"]?.stringValue,
                explanation: body["legalBasisExplanation"]?.stringValue,
                at: moment
            )
        )
        if state == "SUBSCRIBED" { mirrorOptOut(email, false, at: moment) }
        let reason =
            old == state
            ? "NO_STATUS_CHANGE"
            : wasOut && state == "SUBSCRIBED" ? "RESUBSCRIBE_OCCURRED" : "REQUESTED_CHANGE_OCCURRED"
        return statuses(email, [id], reason: reason, at: moment)
    }

    /// Keeps the contact's read-only mirror of the global opt-out.
    private mutating func mirrorOptOut(_ email: String, _ isOut: Bool, at moment: SandboxTime) {
        guard let id = table(.contacts).owner(of: "email", value: email), var contact = table(.contacts).live(id),
            isOut || contact["hs_email_optout"] != nil
        else { return }
        contact.properties["hs_email_optout"] = isOut ? "true" : nil
        put(contact, type: .contacts, id: id)
    }

    private func statuses(
        _ email: String,
        _ ids: [Int],
        reason: String? = nil,
        at moment: SandboxTime
    ) -> HubSpotAnswer {
        var outcome = BatchOutcome(startedAt: moment)
        for id in ids {
            let status = preferences.status(email, id)
            outcome.results.append([
                "businessUnitId": 0, "channel": "EMAIL", "subscriberIdString": .string(email),
                "subscriptionId": .integer(id), "status": .string(status?.state ?? "NOT_SPECIFIED"),
                "source": "Public status API", "legalBasis": .text(status?.legalBasis),
                "legalBasisExplanation": .text(status?.explanation), "setStatusSuccessReason": .text(reason),
                "timestamp": .string((status?.at ?? moment).isoMilliseconds),
            ])
        }
        return outcome.answer(200, completedAt: moment)
    }

    private func wideStatus(_ email: String, at moment: SandboxTime) -> HubSpotAnswer {
        var outcome = BatchOutcome(startedAt: moment)
        let optedOutAt = preferences.optedOut[email]
        outcome.results.append([
            "businessUnitId": 0, "channel": "EMAIL", "subscriberIdString": .string(email),
            "status": .string(optedOutAt == nil ? "NOT_SPECIFIED" : "UNSUBSCRIBED"),
            "timestamp": .string((optedOutAt ?? moment).isoMilliseconds), "wideStatusType": "PORTAL_WIDE",
        ])
        return outcome.answer(200, completedAt: moment)
    }

    private func definitions(at moment: SandboxTime) -> HubSpotAnswer {
        var outcome = BatchOutcome(startedAt: moment)
        for definition in PreferenceBook.definitions {
            outcome.results.append([
                "id": .string(String(definition.id)), "name": .string(definition.name),
                "description": .string(definition.name), "purpose": "Marketing", "communicationMethod": "Email",
                "isActive": true, "isDefault": .bool(definition.isDefault), "isInternal": false,
                "businessUnitId": 0, "createdAt": "2026-01-01T00:00:00.000Z",
                "updatedAt": "2026-01-01T00:00:00.000Z",
            ])
        }
        return outcome.answer(200, completedAt: moment)
    }
}
