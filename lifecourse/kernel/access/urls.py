"""Addresses of access's own pages. Circles and people by id; a colleague's name is never in an address."""

from django.urls import path

from .views import account, administration, emergency, trail

app_name = "access"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/sessions/end/", account.end_other_sessions, name="end_other_sessions"),
    path("account/sessions/<int:session_id>/end/", account.end_session, name="end_session"),
    path("second-factor/", account.second_factor, name="second_factor"),
    path("second-factor/not-now/", account.skip_second_factor, name="skip_second_factor"),
    path("still-here/", account.still_here, name="still_here"),
    path("users/", administration.users, name="users"),
    path("users/search/", administration.search_users, name="search_users"),
    path("users/invite/", administration.invite, name="invite"),
    path("users/<uuid:user_id>/", administration.user_detail, name="user"),
    path("users/<uuid:user_id>/let-in/", administration.grant, name="grant"),
    path("users/<uuid:user_id>/left/", administration.record_leaver, name="record_leaver"),
    path("users/<uuid:user_id>/second-factor/remove/", administration.reset_second_factor, name="reset_second_factor"),
    path("users/<uuid:user_id>/link/", administration.send_link, name="send_link"),
    path("circles/", administration.circles, name="circles"),
    path("circles/create/", administration.create_circle, name="create_circle"),
    path("circles/<int:circle_id>/", administration.circle_detail, name="circle"),
    path("circles/<int:circle_id>/let-in/", administration.let_in, name="let_in"),
    path("circles/<int:circle_id>/emergency/end/", emergency.end_break_glass, name="end_break_glass"),
    path("memberships/<uuid:membership_id>/end/", administration.end_membership, name="end_membership"),
    path("memberships/confirm/", administration.recertification, name="recertification"),
    path("memberships/confirm/ticked/", administration.confirm_memberships, name="confirm_memberships"),
    path("emergency/", emergency.break_glass, name="break_glass"),
    path("emergency/reviews/", emergency.glass, name="glass"),
    path("emergency/reviews/<uuid:glass_id>/", emergency.glass_detail, name="glass_detail"),
    path("trail/", trail.trail, name="trail"),
]
