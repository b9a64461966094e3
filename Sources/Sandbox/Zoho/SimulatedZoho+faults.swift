extension SimulatedZoho {
    package func add(_ fault: SandboxFault) { faults.add(fault) }

    /// Switches all request faults, refused values, holds and throttles off; revoked tokens and removed fields stay.
    package func clearFaults() {
        faults.clear()
        state.refusedValues.removeAll()
        login.isThrottled = false
        meter.isExhausted = false
        for module in ZohoModuleType.all {
            for record in records(module) where record.hold != nil { hold(module, id: record.id, as: nil) }
        }
    }

    package func activeFaults() -> [SandboxFault] { faults.faults }

    /// Makes the organisation refuse a value of a field, or every value where it is nil.
    package func refuse(
        _ value: String?,
        of field: String,
        on module: ZohoModuleType,
        code: String = "INVALID_DATA"
    ) {
        state.refusedValues.append(.init(module: module, field: field, value: value, code: code))
    }

    /// Keeps everybody from changing a record (`RECORD_LOCKED`, `NOT_APPROVED`); nil lets them.
    package func hold(_ module: ZohoModuleType, id: String, as code: String?) {
        guard var record = state.table(module).records[id] else { return }
        record.hold = code
        state.tables[module]?.put(record)
    }

    /// Deletes a module's records as a person would.
    package func deleteAll(_ module: ZohoModuleType) {
        for record in records(module) { _ = state.tables[module]?.remove(record.id) }
    }

    /// Removes a field, standard ones included: writes that name it are ignored.
    package func remove(field: String, from module: ZohoModuleType) {
        state.fields[module]?.removeAll { $0.apiName == field }
    }

    /// Switches faults as told by the body of `POST /_sandbox/faults`.
    ///
    /// A body is one switch or `{"faults": [switch, …]}`. A switch is a request fault (see ``SandboxFault``), or
    /// `{"clear": true}`, `{"endAccess": true}`, `{"revokeRefreshToken": "…"}`, `{"acceptRefreshToken": "…"}`,
    /// `{"throttleLogin": true}`, `{"exhaustCredits": true}`, `{"removeScope": "…"}`,
    /// `{"removeField": {"module", "name"}}`, `{"refuseValue": {"module", "field", "value", "code"}}`,
    /// `{"hold": {"module", "id", "code"}}`.
    func switchFaults(_ body: SandboxJSON) throws {
        for json in body["faults"]?.arrayValue ?? [body] { try switchFault(json) }
    }

    private func switchFault(_ json: SandboxJSON) throws {
        if json["clear"]?.boolValue == true {
            clearFaults()
        } else if json["endAccess"]?.boolValue == true {
            endAccess()
        } else if let token = json["revokeRefreshToken"]?.stringValue {
            revoke(refreshToken: token)
        } else if let token = json["acceptRefreshToken"]?.stringValue {
            accept(refreshToken: token)
        } else if let isOn = json["throttleLogin"]?.boolValue {
            throttleLogin(isOn)
        } else if let isOn = json["exhaustCredits"]?.boolValue {
            exhaustCredits(isOn)
        } else if let scope = json["removeScope"]?.stringValue {
            remove(scope: scope)
        } else if let removal = json["removeField"] {
            guard let name = removal["name"]?.stringValue else {
                throw SandboxFault.Unreadable(description: "removeField needs module and name")
            }
            remove(field: name, from: try module(removal))
        } else if let refusal = json["refuseValue"] {
            guard let field = refusal["field"]?.stringValue else {
                throw SandboxFault.Unreadable(description: "refuseValue needs module and field")
            }
            refuse(
                refusal["value"]?.stringValue,
                of: field,
                on: try module(refusal),
                code: refusal["code"]?.stringValue ?? "INVALID_DATA"
            )
        } else if let holding = json["hold"] {
            guard let id = holding["id"]?.stringValue else {
                throw SandboxFault.Unreadable(description: "hold needs module and id")
            }
            hold(try module(holding), id: id, as: holding["code"]?.stringValue ?? "RECORD_LOCKED")
        } else {
            add(try SandboxFault(json))
        }
    }

    private func module(_ json: SandboxJSON) throws -> ZohoModuleType {
        guard let module = ZohoModuleType(name: json["module"]?.stringValue ?? "") else {
            throw SandboxFault.Unreadable(description: "module is Contacts, Accounts, Deals, Products or Sales_Orders")
        }
        return module
    }
}

extension SimulatedZoho {
    /// Makes a text field under a label whose API name is not made of it, as after a collision.
    package func rename(_ label: String, to apiName: String, in module: ZohoModuleType) {
        var field = ZohoFieldDefinition(apiName, "text")
        field.label = label
        field.isCustom = true
        field.id = state.newID()
        state.fields[module]?.append(field)
    }
}
