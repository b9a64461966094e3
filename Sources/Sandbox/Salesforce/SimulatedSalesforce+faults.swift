extension SimulatedSalesforce {
    package func add(_ fault: SandboxFault) { faults.add(fault) }

    /// Switches all request faults and refused records off; removed fields stay as they are.
    package func clearFaults() {
        faults.clear()
        org.refusals.removeAll()
        org.deletionRefusals.removeAll()
        sessions.isOpen = true
    }

    package func activeFaults() -> [SandboxFault] { faults.faults }

    /// Ends every session: calls answer 401 until a new one is opened.
    package func endSessions() { sessions.endAll() }

    /// Whether new sessions are given; else the app has lost its user.
    package func setApp(isOpen: Bool) { sessions.isOpen = isOpen }

    /// Makes records of an object fail with an error of Salesforce's.
    ///
    /// - Parameters:
    ///   - object: the object.
    ///   - code: such as `UNABLE_TO_LOCK_ROW`.
    ///   - message: its text.
    ///   - fields: the fields that it names.
    ///   - field: only records that hold this field; `nil` for all.
    ///   - value: only this value of it; `nil` for any.
    ///   - times: how many records; `nil` until cleared.
    package func refuse(
        _ object: String,
        code: String,
        message: String,
        fields: [String] = [],
        where field: String? = nil,
        is value: String? = nil,
        times: Int? = 1
    ) {
        org.refusals.append(
            .init(
                object: object,
                field: field,
                value: value,
                problem: OrgProblem(code, message, fields: fields),
                remaining: times
            )
        )
    }

    /// Makes deletions of an object's records fail with an error of Salesforce's; `nil` times until cleared.
    package func refuseDeletion(_ object: String, code: String, message: String, times: Int? = 1) {
        org.deletionRefusals.append(
            .init(object: object, field: nil, value: nil, problem: OrgProblem(code, message), remaining: times)
        )
    }

    /// Removes a field, standard ones included: writes that name it fail.
    package func remove(field: String, from object: String) { org.tables[object]?.remove(field: field) }

    /// Hides a field from the user, as field-level security does.
    package func hide(field: String, of object: String) { org.shown.remove("\(object).\(field)") }

    /// As if so many calls of the day had been made.
    package func use(calls: Int) { usedCalls = calls }

    /// Switches faults as told by the body of `POST /_sandbox/faults`.
    ///
    /// A body is one switch or `{"faults": [switch, …]}`. A switch is a request fault (see ``SandboxFault``), or
    /// `{"clear": true}`, `{"endSessions": true}`, `{"app": "closed"}`, `{"usedCalls": 99999}`,
    /// `{"removeField": {"object", "name"}}`, `{"hideField": {"object", "name"}}`,
    /// `{"refuse": {"object", "code", "message", "fields", "where", "is", "times"}}`.
    func switchFaults(_ body: SandboxJSON) throws {
        for json in body["faults"]?.arrayValue ?? [body] { try switchFault(json) }
    }

    private func switchFault(_ json: SandboxJSON) throws {
        if json["clear"]?.boolValue == true {
            clearFaults()
        } else if json["endSessions"]?.boolValue == true {
            endSessions()
        } else if let state = json["app"]?.stringValue {
            setApp(isOpen: state != "closed")
        } else if let calls = json["usedCalls"]?.intValue {
            use(calls: calls)
        } else if let place = json["removeField"] {
            let (object, name) = try field(place)
            remove(field: name, from: object)
        } else if let place = json["hideField"] {
            let (object, name) = try field(place)
            hide(field: name, of: object)
        } else if let refusal = json["refuse"] {
            guard let object = refusal["object"]?.stringValue, let code = refusal["code"]?.stringValue else {
                throw SandboxFault.Unreadable(description: "refuse needs object and code")
            }
            refuse(
                object,
                code: code,
                message: refusal["message"]?.stringValue ?? code,
                fields: refusal["fields"]?.arrayValue?.compactMap(\.stringValue) ?? [],
                where: refusal["where"]?.stringValue,
                is: refusal["is"]?.stringValue,
                times: refusal["times"].map { $0.isNull ? nil : $0.intValue } ?? 1
            )
        } else {
            add(try SandboxFault(json))
        }
    }

    private func field(_ json: SandboxJSON) throws -> (object: String, name: String) {
        guard let object = json["object"]?.stringValue, let name = json["name"]?.stringValue else {
            throw SandboxFault.Unreadable(description: "a field needs object and name")
        }
        return (object, name)
    }
}
