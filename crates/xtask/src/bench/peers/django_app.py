"""The same small server of claims with Django and its ORM, for gunicorn: every commit on the disk.

What a submission does is told in `fastify.mjs`.
"""

import hashlib
import json
import os
import re
import time
import uuid
from datetime import date, timedelta

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="only-for-a-benchmark",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["CLAIMS_FILE"],
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA cache_size=-16000;",
            },
        }
    },
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpResponse, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402


class Table(models.Model):
    class Meta:
        abstract = True
        app_label = "claims"
        managed = False


class Organisation(Table):
    id = models.TextField(primary_key=True)
    name = models.TextField()
    locations = models.JSONField()

    class Meta(Table.Meta):
        db_table = "organisations"


class Session(Table):
    token = models.TextField(primary_key=True)
    user_id = models.TextField()
    organisation = models.ForeignKey(Organisation, models.PROTECT)

    class Meta(Table.Meta):
        db_table = "sessions"


class Claim(Table):
    id = models.AutoField(primary_key=True)
    reference = models.TextField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    version = models.IntegerField()
    state = models.TextField()
    changed_at = models.IntegerField()
    queue_at = models.IntegerField()
    subscription_id = models.TextField()
    form = models.JSONField()
    assessment = models.JSONField(null=True)

    class Meta(Table.Meta):
        db_table = "claims"


class Evidence(Table):
    id = models.AutoField(primary_key=True)
    claim = models.ForeignKey(Claim, models.PROTECT)
    name = models.TextField()
    sha256 = models.TextField()
    size = models.IntegerField()

    class Meta(Table.Meta):
        db_table = "evidence"


class Event(Table):
    id = models.AutoField(primary_key=True)
    claim = models.ForeignKey(Claim, models.PROTECT)
    at = models.IntegerField()
    user_id = models.TextField()
    move = models.TextField()

    class Meta(Table.Meta):
        db_table = "events"


class Outbox(Table):
    id = models.AutoField(primary_key=True)
    claim = models.ForeignKey(Claim, models.PROTECT)
    kind = models.TextField()
    at = models.IntegerField()

    class Meta(Table.Meta):
        db_table = "outbox"


class Audit(Table):
    sequence = models.AutoField(primary_key=True)
    entry = models.TextField()
    hash = models.TextField()

    class Meta(Table.Meta):
        db_table = "audit"


GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
DOMAIN = re.compile(r"([a-z0-9-]+\.)+[a-z]{2,}", re.I)
MAIL = re.compile(r"[^@\s]+@([a-z0-9-]+\.)+[a-z]{2,}", re.I)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
REVENUE = re.compile(r"\d{1,9}(\.\d{1,2})?")
PRODUCTS = {"Sales", "Customer Service", "Field Service", "Finance", "Supply Chain Management", "Business Central"}
NEEDED = (
    "customerName customerTenantId customerDomain subscriptionId subscriptionStart workDone workedSince"
    " customerContactName customerContactTitle customerContactEmail partnerContactName partnerContactEmail"
    " acknowledgedOn"
).split()


def findings(form, organisation, files, competing):
    today = date.today().isoformat()
    months = lambda count: (date.today() + timedelta(days=30.4 * count)).isoformat()  # noqa: E731
    products = form.get("products", [])
    end = form.get("subscriptionEnd", "")
    checks = {
        "fields_present": all(isinstance(form.get(n), str) and form[n].strip() and len(form[n]) <= 2000 for n in NEEDED),
        "business_applications_workload": products and all(p["workload"] in PRODUCTS for p in products),
        "revenue": all(REVENUE.fullmatch(p["monthlyRevenueUsd"]) and float(p["monthlyRevenueUsd"]) > 0 for p in products),
        "recognised_since": form["subscriptionStart"] >= "2025-04-01" or today >= "2025-04-01",
        "not_the_transacting_partner": form.get("transactingPartnerId") not in organisation.locations,
        "subscription_active": DAY.fullmatch(form["subscriptionStart"])
        and form["subscriptionStart"] <= today
        and (not end or end > today),
        "identifiers_well_formed": GUID.fullmatch(form["customerTenantId"])
        and GUID.fullmatch(form["subscriptionId"])
        and DOMAIN.fullmatch(form["customerDomain"]),
        "location_enrolled": form["partnerLocationId"] in organisation.locations,
        "contacts_present": MAIL.fullmatch(form["customerContactEmail"]) and MAIL.fullmatch(form["partnerContactEmail"]),
        "proof_attached": bool(files),
        "acknowledgement_dated": DAY.fullmatch(form["acknowledgedOn"]) and months(-12) <= form["acknowledgedOn"] <= today,
        "proof_matches_claim": form["proofNamesTenant"]
        and form["proofNamesDomain"]
        and all(p["workload"] in form["proofProducts"] for p in products),
        "competing_claim": not competing,
        "recently_provisioned": form["subscriptionStart"] <= months(-1),
        "under_the_floor": all(float(p["monthlyRevenueUsd"]) >= 250 for p in products),
        "ends_within_a_year": not end or end > months(12),
        "csp_listed_as_error": form["channel"] == "csp",
    }
    return [{"rule": rule, "met": bool(met)} for rule, met in checks.items()]


def signed_in(view):
    def checked(request, **route):
        token = request.COOKIES.get("session", "")
        hashed = hashlib.sha256(token.encode()).hexdigest()
        session = Session.objects.select_related("organisation").filter(token=hashed).first()
        if session is None:
            return JsonResponse({"title": "sign in"}, status=401)
        return view(request, session, **route)

    return checked


def ready(_):
    return JsonResponse({"ready": True})


@signed_in
def claims(request, session):
    if request.method == "GET":
        rows = Claim.objects.filter(organisation=session.organisation).order_by("-changed_at", "-reference")
        limit = int(request.GET.get("limit", 50))
        return JsonResponse(
            {
                "claims": [
                    {
                        "reference": row.reference,
                        "state": row.state,
                        "version": row.version,
                        "changed_at": row.changed_at,
                        "queue_at": row.queue_at,
                        "customerName": row.form["customerName"],
                        "products": row.form["products"],
                    }
                    for row in rows[:limit]
                ]
            }
        )
    sent = json.loads(request.body)
    now = int(time.time() * 1000)
    with transaction.atomic():
        claim = Claim.objects.create(
            reference=str(uuid.uuid4()),
            organisation=session.organisation,
            version=1,
            state="draft",
            changed_at=now,
            queue_at=now,
            subscription_id=sent["form"]["subscriptionId"],
            form=sent["form"],
        )
        Evidence.objects.create(claim=claim, **sent["evidence"])
    return JsonResponse({"reference": claim.reference, "version": 1}, status=201)


@signed_in
def submit(request, session, reference):
    key = request.headers["Idempotency-Key"]
    with connection.cursor() as cursor:
        # Its key has two columns, which the ORM of this version does not write.
        cursor.execute("SELECT body FROM answers WHERE user_id = %s AND key = %s", [session.user_id, key])
        repeated = cursor.fetchone()
    if repeated:
        return HttpResponse(repeated[0], content_type="application/json")
    claim = Claim.objects.filter(reference=reference, organisation=session.organisation).first()
    if claim is None:
        return JsonResponse({"title": "no such claim"}, status=404)
    version = int(request.headers["If-Match"].strip('"'))
    files = list(Evidence.objects.filter(claim=claim).values("name", "sha256", "size"))
    competing = (
        Claim.objects.filter(subscription_id=claim.subscription_id)
        .exclude(organisation=session.organisation)
        .exclude(state="draft")
        .exists()
    )
    found = findings(claim.form, session.organisation, files, competing)
    if claim.state != "draft" or not all(one["met"] for one in found):
        return JsonResponse({"title": "blocked", "findings": found}, status=409)
    now = int(time.time() * 1000)
    with transaction.atomic():
        written = Claim.objects.filter(id=claim.id, version=version).update(
            version=version + 1, state="submitted", changed_at=now, queue_at=now + 172_800_000, assessment=found
        )
        if written != 1:
            return JsonResponse({"title": "changed meanwhile"}, status=412)
        Event.objects.create(claim=claim, at=now, user_id=session.user_id, move="submit")
        body = json.dumps(
            {
                "reference": reference,
                "version": version + 1,
                "state": "submitted",
                "changedAt": now,
                "organisation": session.organisation.name,
                "form": claim.form,
                "evidence": files,
                "events": list(Event.objects.filter(claim=claim).order_by("id").values("at", "user_id", "move")),
                "findings": found,
            }
        )
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO answers VALUES (%s, %s, %s, %s)", [session.user_id, key, body, now])
        Outbox.objects.bulk_create([Outbox(claim=claim, kind=kind, at=now) for kind in ("waits", "customer_word")])
        entry = json.dumps(
            {
                "actor": session.user_id,
                "at": now,
                "operation": "submit",
                "claim": reference,
                "version": version + 1,
                "content": hashlib.sha256(json.dumps(claim.form).encode()).hexdigest(),
                "from": "draft",
                "to": "submitted",
            }
        )
        last = Audit.objects.order_by("-sequence").values_list("hash", flat=True).first() or ""
        Audit.objects.create(entry=entry, hash=hashlib.sha256((last + entry).encode()).hexdigest())
    return HttpResponse(body, content_type="application/json")


urlpatterns = [path("ready", ready), path("claims", claims), path("claims/<str:reference>/submit", submit)]
application = get_wsgi_application()
