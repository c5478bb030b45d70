"""The addresses of the programme's records, below `programme/`."""

from django.urls import path

from tusach.node.programme import (
    agreements,
    assessment_paper,
    assessments,
    courses,
    doubts,
    events,
    figures,
    gap,
    gap_paper,
    home,
    models,
    online,
    opened,
    report_files,
    reports,
    spot_checks,
    workers,
)

app_name = "programme"
urlpatterns = [
    path("", home.home, name="home"),
    path("workers", workers.workers, name="workers"),
    path("workers/<str:worker>", workers.worker, name="worker"),
    path("workers/<str:worker>/forget", workers.forget, name="worker-forget"),
    path("courses", courses.courses, name="courses"),
    path("courses/<str:course>", courses.course, name="course"),
    path("events", events.events, name="events"),
    path("events/<str:event>", events.event, name="event"),
    path("agreements", agreements.agreements, name="agreements"),
    path("agreements/<str:agreement>", agreements.agreement, name="agreement"),
    path("models", models.models, name="models"),
    path("models/<str:unit>", models.model, name="model"),
    path("assessments", assessments.assessments, name="assessments"),
    path("assessments/<str:assessment>", assessments.assessment, name="assessment"),
    path(
        "assessments/<str:assessment>/minutes/<str:what>",
        assessment_paper.minutes,
        name="assessment-minutes",
    ),
    path(
        "assessments/<str:assessment>/<str:what>", assessment_paper.paper, name="assessment-paper"
    ),
    path("findings", assessments.findings, name="findings"),
    path("doubts", doubts.doubts, name="doubts"),
    path("doubts/<str:place>", doubts.doubt, name="doubt"),
    path("spot-checks", spot_checks.spot_checks, name="spot-checks"),
    path("spot-checks/<str:check>", spot_checks.spot_check, name="spot-check"),
    path("online", online.online, name="online"),
    path("figures", figures.listed, name="figures"),
    path("figures/<str:what>", figures.figure, name="figure"),
    path("gap", gap.gap, name="gap"),
    path("gap/<str:what>", gap_paper.paper, name="gap-paper"),
    path("reports", reports.reports, name="reports"),
    path("reports/<str:report>", reports.report, name="report"),
    path("reports/<str:report>/now", reports.now, name="report-now"),
    path("reports/<str:report>/sample", opened.drawn, name="report-sample"),
    path("proofs/<str:story>", opened.proof, name="proof"),
    path("reports/<str:report>/bundle", report_files.bundle, name="report-bundle"),
    path("reports/<str:report>/signed", report_files.signed, name="report-signed"),
    path("reports/<str:report>/letter/<str:what>", report_files.letter, name="report-letter"),
    path("reports/<str:report>/<str:what>", report_files.paper, name="report-paper"),
]
