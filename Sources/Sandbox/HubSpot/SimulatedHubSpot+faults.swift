extension SimulatedHubSpot {
    package func add(_ fault: SandboxFault) { faults.add(fault) }

    /// Switches all request faults and refused values off; revoked tokens and removed properties stay as they are.
    package func clearFaults() {
        faults.clear()
        portal.refusedValues.removeAll()
    }

    package func activeFaults() -> [SandboxFault] { faults.faults }

    /// Makes the account refuse a value of a property, or every value where it is nil.
    package func refuse(
        _ value: String?,
        of property: String,
        on object: HubSpotObjectType,
        code: String = "INVALID_OPTION"
    ) {
        portal.refusedValues.append(.init(object: object, property: property, value: value, code: code))
    }

    /// Removes a property, standard ones included: writes that name it fail.
    package func remove(property: String, from object: HubSpotObjectType) {
        _ = portal.catalogues[object]?.remove(property)
    }

    /// Switches faults as told by the body of `POST /_sandbox/faults`.
    ///
    /// A body is one switch or `{"faults": [switch, …]}`. A switch is a request fault (see ``SandboxFault``), or
    /// `{"clear": true}`, `{"revokeToken": "…"}`, `{"acceptToken": "…"}`, `{"removeScope": "…"}`,
    /// `{"removeProperty": {"object", "name"}}`, `{"refuseValue": {"object", "property", "value", "code"}}`.
    func switchFaults(_ body: SandboxJSON) throws {
        for json in body["faults"]?.arrayValue ?? [body] { try switchFault(json) }
    }

    private func switchFault(_ json: SandboxJSON) throws {
        if json["clear"]?.boolValue == true {
            clearFaults()
        } else if let token = json["revokeToken"]?.stringValue {
            revoke(token: token)
        } else if let token = json["acceptToken"]?.stringValue {
            accept(token: token)
        } else if let scope = json["removeScope"]?.stringValue {
            remove(scope: scope)
        } else if let removal = json["removeProperty"] {
            guard let name = removal["name"]?.stringValue else {
                throw SandboxFault.Unreadable(description: "removeProperty needs object and name")
            }
            remove(property: name, from: try object(removal))
        } else if let refusal = json["refuseValue"] {
            guard let property = refusal["property"]?.stringValue else {
                throw SandboxFault.Unreadable(description: "refuseValue needs object and property")
            }
            refuse(
                refusal["value"]?.stringValue,
                of: property,
                on: try object(refusal),
                code: refusal["code"]?.stringValue ?? "INVALID_OPTION"
            )
        } else {
            add(try SandboxFault(json))
        }
    }

    private func object(_ json: SandboxJSON) throws -> HubSpotObjectType {
        guard let object = HubSpotObjectType(path: json["object"]?.stringValue ?? "") else {
            throw SandboxFault.Unreadable(description: "object is contacts, deals, orders or line_items")
        }
        return object
    }
}
