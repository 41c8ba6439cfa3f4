/* The targets of one member: seen, registered by the unit, set by who decides. */
#include "features/frame/frame.h"
#include "features/target/target_unit.html.h"
#include "features/target/target_web.h"

/* The member of the address. */
static const struct err *find_member(const struct target_desk *desk,
                                     const struct cluster_unit **ret_member) {
    ptrdiff_t index =
        cluster_year_member_by_slug(&desk->year, request_param(desk->request, "unit"));
    if (index < 0)
        return ERR(ERR_NOT_FOUND, "no such member in that year");
    *ret_member = &desk->year.members.items[index];
    return NULL;
}

static bool decides(const struct target_desk *desk) {
    return desk->powers.may_decide || desk->powers.may_adjust;
}

static enum target_mode mode_for(const struct target_desk *desk, struct str unit_id) {
    return target_may_decide(&desk->powers, unit_id) ? TARGET_AS_DECIDER : TARGET_AS_MEMBER;
}

static struct str key_of(struct arena *arena, const struct target_item *item) {
    return str_format(arena, "%lld", (long long)item->number);
}

static void fill_rows(const struct target_desk *desk, const struct cluster_unit *member,
                      const struct issues *issues, struct target_unit_view *view) {
    const struct request *request = desk->request;
    struct arena *arena = request->arena;
    enum target_mode mode = mode_for(desk, member->id);
    struct str group = STR("");
    for (size_t i = 0; i < desk->book.items.count; i++) {
        const struct target_item *item = &desk->book.items.items[i];
        if (!target_book_applies(&desk->book, item, member->id))
            continue;
        if (item->group.n && !str_equal(item->group, group))
            *list_push(arena, &view->rows) = (struct target_grid_row){.group = item->group};
        group = item->group;
        struct target target = target_book_at(&desk->book, item, member->id);
        struct str key = key_of(arena, item);
        struct target_grid_row row = target_grid_row_of(desk, &target, key, mode, issues);
        row.number = key;
        row.name = item->name;
        row.details = target_details(request, item);
        row.href = target_desk_path(desk, str_format(arena, "muc/" STR_FMT, STR_ARG(key)));
        row.why_href = target_desk_path(desk, str_format(arena, "muc/" STR_FMT "/don-vi/" STR_FMT,
                                                         STR_ARG(key), STR_ARG(member->slug)));
        view->item_count++;
        view->agreed += target_stands(&target) && !target_lacks_half(&target);
        view->is_editable = view->is_editable || row.is_editable;
        *list_push(arena, &view->rows) = row;
    }
}

static const struct err *draw(const struct target_desk *desk, struct response *response,
                              const struct cluster_unit *member, const struct issues *issues) {
    struct request *request = desk->request;
    struct arena *arena = request->arena;
    bool proposes = mode_for(desk, member->id) == TARGET_AS_MEMBER;
    struct target_unit_view view = {
        .unit_name = member->name,
        .action = target_desk_path(desk, member->slug),
        .back_href = target_desk_path(desk, STR("")),
        .add_href = STR(""),
        .proposes = proposes,
        .is_locked = desk->powers.is_locked,
        .is_own = decides(desk) && proposes && !target_may_propose(&desk->powers, member->id),
    };
    if (!proposes || target_may_propose(&desk->powers, member->id))
        view.add_href =
            target_desk_path(desk, str_format(arena, "moi?don-vi=" STR_FMT, STR_ARG(member->slug)));
    fill_rows(desk, member, issues, &view);
    TRY(target_terms_fill(desk, true, &view.terms));
    for (size_t i = 0; i < desk->year.members.count; i++)
        *list_push(arena, &view.units) =
            (struct target_link){target_desk_path(desk, desk->year.members.items[i].slug),
                                 desk->year.members.items[i].name};
    struct page page;
    frame_year_page(request, member->name, &desk->year, YEAR_TARGETS, &page);
    page.wide = true;
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_target_unit_page(&h, &view);
    return NULL;
}

static const struct err *show_unit(struct request *request, struct response *response) {
    struct target_desk desk;
    const struct cluster_unit *member = NULL;
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, &desk));
    TRY(find_member(&desk, &member));
    return draw(&desk, response, member, NULL);
}

/* Whoever neither decides here nor enters for the unit. */
static const struct err *deny_strangers(const struct target_desk *desk, struct str unit_id) {
    if (decides(desk) ||
        user_may(desk->request->user, RIGHT_MEMBER_ENTER, place_of_year(&desk->year), unit_id))
        return NULL;
    return ERR(ERR_DENIED, "no right to enter targets of this unit");
}

static const struct err *save_unit(struct request *request, struct response *response) {
    struct target_desk desk;
    const struct cluster_unit *member = NULL;
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, &desk));
    TRY(find_member(&desk, &member));
    TRY(deny_strangers(&desk, member->id));
    TRY(frame_open_year(&desk.year, request->arena));
    struct target_entries entries = {0};
    for (size_t i = 0; i < desk.book.items.count; i++)
        target_grid_take(&desk, &desk.book.items.items[i], member->id,
                         key_of(request->arena, &desk.book.items.items[i]), &entries);
    /* Who only enters for units proposes, also where a stale page or a made-up form asks for more;
     * who decides is told why not for a unit of his own. */
    enum target_mode mode = mode_for(&desk, member->id);
    if (decides(&desk) && !target_may_propose(&desk.powers, member->id))
        mode = TARGET_AS_DECIDER;
    struct target_act act = target_desk_act(&desk);
    struct target_terms_form terms = target_terms_typed(request);
    struct issues issues = {0};
    int64_t count;
    TRY(target_set(&act, mode, false, &entries, &terms, &issues, &count));
    if (issues.count)
        return draw(&desk, response, member, &issues);
    frame_redirect(request, response, target_desk_path(&desk, member->slug),
                   !count                      ? MSG_notice_target_same
                   : mode == TARGET_AS_DECIDER ? MSG_notice_target_saved
                                               : MSG_notice_target_proposed,
                   count);
    return NULL;
}

#define Y "/cum/:cluster/nam/:year/chi-tieu"

const struct route target_unit_routes[] = {
    {HTTP_GET, Y "/:unit", RIGHT_CLUSTER_READ, show_unit},
    {HTTP_POST, Y "/:unit", RIGHT_CLUSTER_READ, save_unit, .body_max_bytes = 512 << 10},
};
const size_t target_unit_routes_count = COUNT_OF(target_unit_routes);
