/*
 * A Windows program with a message loop: one thread, one wait, for messages and for what the session tells. So it is done in
 * every GUI that has a loop of Windows's below it.
 *
 *     x86_64-w64-mingw32-gcc message_loop.c -lwellclient -o message_loop.exe        (or cl message_loop.c wellclient.lib user32.lib)
 *     message_loop.exe                 a short day against a simulator in the process, by itself
 *
 * The session is pumped: nothing happens behind the program's back, all callbacks are called inside of
 * well_session_poll_event, on the thread of the window.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

#include <wellclient.h>

/* What is on the screen in a real program. */
typedef struct {
    HWND window;
    well_simulator_t simulator;
    well_session_t session;
    char call[128];
    int answered;
    int ticks;
} desk_t;

/* Messages of the program's own. */
enum { CUSTOMER_CALLS = WM_APP, HANG_UP };

static void text_of(well_event_t event, well_field_t field, char *to, size_t size)
{
    well_str_t text = {0};
    (void)well_event_text(event, field, &text);
    snprintf(to, size, "%s", text.data ? text.data : "");
}

/* What has become of a verb. */
static void on_end(void *context, well_session_t session, uint64_t command, well_outcome_t outcome)
{
    well_outcome_info_t info = {.struct_size = sizeof info};
    (void)context, (void)session, (void)command;
    if (well_outcome_info(outcome, &info) == WELL_OK && info.kind != WELL_OUTCOME_CONFIRMED) {
        printf("! %s\n", info.english.data);
    }
}

/* Called inside of well_session_poll_event. It may begin verbs, and post messages. */
static void on_event(void *context, well_session_t session, well_event_t event)
{
    desk_t *desk = context;
    well_completion_t end = {desk, on_end, NULL};
    well_event_kind_t kind = WELL_EVENT_OTHER;
    well_str_t name = {0};
    bool own = false;
    (void)well_event_kind(event, &kind);
    (void)well_event_name(event, &name);
    printf("* %s\n", name.data ? name.data : "");
    switch (kind) {
    case WELL_EVENT_AGENT_READY:
        PostMessageW(desk->window, CUSTOMER_CALLS, 0, 0);
        break;
    case WELL_EVENT_DELIVERED:
        /* Other telephones ring too. */
        if (well_event_truth(event, WELL_FIELD_IS_OWN, &own) == WELL_OK && own) {
            text_of(event, WELL_FIELD_CALL_ID, desk->call, sizeof desk->call);
            well_session_answer_call(session, desk->call, &end, NULL);
        }
        break;
    case WELL_EVENT_ESTABLISHED:
        desk->answered++;
        /* As if somebody pressed a button. */
        PostMessageW(desk->window, HANG_UP, 0, 0);
        break;
    case WELL_EVENT_CONNECTION_CLEARED:
        well_session_logout(session, &end, NULL);
        break;
    case WELL_EVENT_AGENT_LOGGED_OFF:
        PostQuitMessage(0);
        break;
    default:
        break;
    }
}

/* The window: its clock shows that it is never held up. */
static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM first, LPARAM second)
{
    desk_t *desk = (desk_t *)GetWindowLongPtrW(window, GWLP_USERDATA);
    switch (message) {
    case WM_TIMER:
        desk->ticks++;
        return 0;
    case CUSTOMER_CALLS:
        well_simulator_control(desk->simulator, "{\"do\":\"call_in\",\"from\":\"13800000000\",\"to\":\"8001\"}", NULL);
        return 0;
    case HANG_UP: {
        well_completion_t end = {desk, on_end, NULL};
        well_session_drop_connection(desk->session, desk->call, &end, NULL);
        return 0;
    }
    default:
        return DefWindowProcW(window, message, first, second);
    }
}

/* A window that nobody sees: enough for messages. */
static HWND make_window(desk_t *desk)
{
    WNDCLASSW class = {.lpfnWndProc = on_message, .lpszClassName = L"wellclient desk", .hInstance = GetModuleHandleW(NULL)};
    RegisterClassW(&class);
    HWND window = CreateWindowExW(0, class.lpszClassName, L"desk", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, class.hInstance, NULL);
    if (window) {
        SetWindowLongPtrW(window, GWLP_USERDATA, (LONG_PTR)desk);
        SetTimer(window, 1, 20, NULL);
    }
    return window;
}

/* The loop: whatever comes first, a message or the session's event object. */
static int run(const desk_t *desk)
{
    HANDLE events;
    if (well_session_event_handle(desk->session, &events) != WELL_OK) {
        return -1;
    }
    for (;;) {
        DWORD which = MsgWaitForMultipleObjectsEx(1, &events, 20000, QS_ALLINPUT, MWMO_INPUTAVAILABLE);
        if (which == WAIT_TIMEOUT || which == WAIT_FAILED) {
            return -1;
        }
        /* Until there is none: that resets the event object, too. */
        well_event_t event;
        while (well_session_poll_event(desk->session, 0, &event) == WELL_OK) {
            well_event_free(event);
        }
        MSG message;
        while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
            if (message.message == WM_QUIT) {
                return (int)message.wParam;
            }
            TranslateMessage(&message);
            DispatchMessageW(&message);
        }
    }
}

/* Logs in at the simulator. */
static bool begin(desk_t *desk, well_client_t client)
{
    well_session_options_t options;
    well_login_t login;
    well_string_t url;
    bool is_good = well_session_options_default(&options, sizeof options) == WELL_OK &&
                   well_login_default(&login, sizeof login) == WELL_OK && well_simulator_url(desk->simulator, &url) == WELL_OK;
    if (!is_good) {
        return false;
    }
    options.api_url = url.data;
    options.delivery = WELL_DELIVERY_PUMPED;
    options.auto_answer = 0;
    login.job_number = "5001";
    login.password = "123456";
    login.domain = "test.cc";
    login.ext = "8001";
    login.agent_mode = WELL_MODE_READY;
    is_good = well_session_new(client, &options, &desk->session) == WELL_OK;
    well_string_free(&url);
    return is_good &&
           well_session_on(desk->session, NULL, &(well_event_callback_t){desk, on_event, NULL}, NULL) == WELL_OK &&
           well_session_agent_login(desk->session, &login, NULL, NULL, NULL) == WELL_OK;
}

int main(void)
{
    desk_t desk = {0};
    well_client_t client = {0};
    int code = -1;
    SetConsoleOutputCP(CP_UTF8);
    setvbuf(stdout, NULL, _IOFBF, 4096);
    desk.window = make_window(&desk);
    if (desk.window && well_simulator_new(NULL, &desk.simulator) == WELL_OK &&
        well_client_new(NULL, &client) == WELL_OK && begin(&desk, client)) {
        code = run(&desk);
    } else {
        fprintf(stderr, "%s\n", well_last_error());
    }
    /* Before the program, or a DLL that has this code, goes. */
    well_session_close(desk.session, 5000);
    well_client_close(client, 5000);
    well_simulator_stop(desk.simulator);
    well_session_free(desk.session);
    well_client_free(client);
    well_simulator_free(desk.simulator);
    printf("%d calls answered, the clock ticked %d times\n", desk.answered, desk.ticks);
    return code == 0 && desk.answered == 1 ? 0 : 1;
}
