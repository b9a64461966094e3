extension SimulatedShopify {
    package func add(_ fault: SandboxFault) { faults.add(fault) }

    package func activeFaults() -> [SandboxFault] { faults.faults }

    /// Switches all faults off; revoked tokens, removed scopes and subscriptions stay as they are.
    package func clearFaults() {
        faults.clear()
        droppedDeliveries.clear()
        closedStatus = nil
        cutsResultsAt = nil
        desk.bulk.plannedFailures.removeAll()
    }

    package func revoke(token: String) { access.book.revoke(token) }

    package func revokeAllTokens() { access.book.revokeAll() }

    package func accept(token: String) { access.book.accept(token) }

    /// Takes a scope from the app and tells it: `app/scopes_update`.
    package func change(scopes: Set<String>) {
        let previous = desk.grant.scopes
        guard previous != scopes else { return }
        desk.grant.scopes = scopes
        let moment = now()
        let body: SandboxJSON = [
            "id": 1, "shop_id": "gid://shopify/Shop/548380009", "previous": .strings(previous.sorted()),
            "current": .strings(scopes.sorted()), "updated_at": .string(moment.isoMilliseconds),
        ]
        send(desk.shop.appDelivery("app/scopes_update", body, at: moment))
    }

    package func change(protectedData: AppGrant.ProtectedData) { desk.grant.protectedData = protectedData }

    package func change(standing: ShopifyApp.Standing) { access.app.standing = standing }

    /// The merchant removes the app: `app/uninstalled`, and neither tokens nor subscriptions are left.
    package func uninstall() {
        let moment = now()
        let body: SandboxJSON = [
            "id": 548_380_009, "name": "Sandbox", "email": "owner@example.com",
            "domain": .string(options.shop.domain), "myshopify_domain": .string(options.shop.domain),
            "currency": .string(options.shop.currency), "shop_owner": "Sandbox Owner", "plan_name": "basic",
        ]
        send(desk.shop.appDelivery("app/uninstalled", body, at: moment))
        access.app.standing = .notInstalled
        access.book.revokeAll()
        desk.subscriptions.remove { $0.origin != .otherApp }
    }

    /// Removes the subscriptions of a topic, or all, without a word.
    package func removeSubscriptions(topic: String? = nil) {
        desk.subscriptions.remove { subscription in topic.map { $0 == subscription.topic } ?? true }
    }

    /// Adds a subscription that the API does not show.
    package func plantSubscription(_ origin: WebhookSubscription.Origin, topic: String, uri: String) {
        desk.subscriptions.plant(origin, topic: topic, uri: uri, at: now())
    }

    /// Loses webhooks: of one topic or of all, so many or until cleared.
    package func dropDeliveries(topic: String? = nil, times: Int? = 1, probability: Double = 1) {
        droppedDeliveries.add(.init(topic: topic, remaining: times, probability: probability))
    }

    /// Answers every call with a status: 402 for a frozen shop, 423 for a locked one; nil opens the shop again.
    package func close(status: Int?) { closedStatus = status }

    /// Signs webhooks with another secret from now on; nil for the app's own.
    package func sign(with secret: String?) { access.signingSecret = secret }

    package func cutResults(at share: Double?) { cutsResultsAt = share }

    /// Lets the next bulk operation fail after so many root objects.
    package func failNextBulk(code: String = "INTERNAL_SERVER_ERROR", afterRoots roots: Int = 0) {
        desk.bulk.plannedFailures.append(.init(code: code, afterRoots: roots))
    }

    package func expireBulk(_ id: Int64) { desk.bulk.expire(id) }

    /// Leaves so many points in the bucket.
    package func drainPoints(to points: Int) { bucket.drain(to: points, at: now()) }

    /// Switches faults as told by the body of `POST /_sandbox/faults`.
    ///
    /// A body is one switch or `{"faults": [switch, …]}`. A switch is a request fault (see ``SandboxFault``), or one of
    /// `{"clear": true}`, `{"revokeToken": "…"}`, `{"revokeAllTokens": true}`, `{"acceptToken": "…"}`,
    /// `{"removeScope": "…"}`, `{"addScope": "…"}`, `{"protectedData": 0…2}`, `{"uninstall": true}`,
    /// `{"standing": "installed" | "notInstalled" | "otherOrganization"}`, `{"removeSubscriptions": topic or true}`,
    /// `{"dropWebhooks": topic or true, "times", "probability"}`, `{"closeShop": status or null}`,
    /// `{"cutResults": share or null}`, `{"failBulk": code, "afterRoots"}`, `{"finishBulk": id}`,
    /// `{"expireBulk": id}`, `{"drainPoints": n}`, `{"signWith": secret or null}`.
    func switchFaults(_ body: SandboxJSON) throws {
        for json in body["faults"]?.arrayValue ?? [body] { try switchFault(json) }
    }

    private func switchFault(_ json: SandboxJSON) throws {
        if json["clear"]?.boolValue == true {
            clearFaults()
        } else if json["status"] != nil || json["reset"] != nil || json["delayMilliseconds"] != nil {
            add(try SandboxFault(json))
        } else if !(try switchAccess(json)), !switchWork(json) {
            throw SandboxFault.Unreadable(description: "no such switch: \(json.members?.first?.name ?? "nothing")")
        }
    }

    /// - Returns: whether the switch was one of access.
    private func switchAccess(_ json: SandboxJSON) throws -> Bool {
        if let token = json["revokeToken"]?.stringValue {
            revoke(token: token)
        } else if json["revokeAllTokens"]?.boolValue == true {
            revokeAllTokens()
        } else if let token = json["acceptToken"]?.stringValue {
            accept(token: token)
        } else if let scope = json["removeScope"]?.stringValue {
            change(scopes: desk.grant.scopes.subtracting([scope]))
        } else if let scope = json["addScope"]?.stringValue {
            change(scopes: desk.grant.scopes.union([scope]))
        } else if let level = json["protectedData"] {
            guard let level = level.intValue.flatMap(AppGrant.ProtectedData.init(rawValue:)) else {
                throw SandboxFault.Unreadable(description: "protectedData is 0, 1 or 2")
            }
            change(protectedData: level)
        } else if json["uninstall"]?.boolValue == true {
            uninstall()
        } else if let standing = json["standing"]?.stringValue {
            guard let standing = ShopifyApp.Standing(rawValue: standing) else {
                throw SandboxFault.Unreadable(
                    description: "standing is installed, notInstalled or otherOrganization"
                )
            }
            change(standing: standing)
        } else if let status = json["closeShop"] {
            close(status: status.intValue)
        } else if let secret = json["signWith"] {
            sign(with: secret.stringValue)
        } else {
            return false
        }
        return true
    }

    /// - Returns: whether the switch was one of webhooks or bulk operations.
    private func switchWork(_ json: SandboxJSON) -> Bool {
        if let topic = json["removeSubscriptions"] {
            removeSubscriptions(topic: topic.stringValue)
        } else if let topic = json["dropWebhooks"] {
            dropDeliveries(
                topic: topic.stringValue,
                times: json["times"].map { $0.isNull ? nil : $0.intValue } ?? 1,
                probability: json["probability"]?.doubleValue ?? 1
            )
        } else if let share = json["cutResults"] {
            cutResults(at: share.doubleValue)
        } else if let code = json["failBulk"]?.stringValue {
            failNextBulk(code: code, afterRoots: json["afterRoots"]?.intValue ?? 0)
        } else if let id = json["finishBulk"]?.int64Value {
            finishBulk(id)
        } else if let id = json["expireBulk"]?.int64Value {
            expireBulk(id)
        } else if let points = json["drainPoints"]?.intValue {
            drainPoints(to: points)
        } else {
            return false
        }
        return true
    }
}
