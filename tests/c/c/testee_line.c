/* The lines of testee_line.h. */
#include "testee_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "portable.h"

/* Takes the escapes out of a value, in its place. */
static void unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (*from == '\\' && from[1]) {
            from++;
            *to++ = *from == 't' ? '\t' : *from == 'n' ? '\n' : *from == 'r' ? '\r' : *from;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
}

/* Takes the part before the next tab off a text; NULL at its end. */
static char *next_part(char **rest)
{
    char *part = *rest;
    char *tab = part ? strchr(part, '\t') : NULL;
    if (tab) {
        *tab++ = '\0';
    }
    *rest = tab;
    return part;
}

bool request_read(request_t *request)
{
    char *line = NULL;
    size_t room = 0;
    long length = read_line(&line, &room, stdin);
    *request = (request_t){.text = line};
    if (length <= 0) {
        return false;
    }
    if (line[length - 1] == '\n') {
        line[length - 1] = '\0';
    }
    char *rest = line;
    request->word = next_part(&rest);
    for (char *part; request->count < MOST_PARTS && (part = next_part(&rest)) != NULL;) {
        char *equals = strchr(part, '=');
        if (equals) {
            *equals = '\0';
            unescape(equals + 1);
            request->names[request->count] = part;
            request->values[request->count++] = equals + 1;
        }
    }
    return *request->word != '\0';
}

void request_free(request_t *request)
{
    free(request->text);
}

const char *request_get(const request_t *request, const char *name)
{
    for (size_t i = 0; i < request->count; i++) {
        if (strcmp(request->names[i], name) == 0) {
            return request->values[i];
        }
    }
    return NULL;
}

const char *request_item(const request_t *request, const char *name, size_t number, const char *last)
{
    return request_get(request, last ? name_of("%s.%zu.%s", name, number, last) : name_of("%s.%zu", name, number));
}

static void append(line_t *line, const char *text, size_t length)
{
    if (line->length + length + 1 > line->room) {
        line->room = 2 * (line->length + length + 1);
        line->text = realloc(line->text, line->room);
        if (!line->text) {
            abort();
        }
    }
    memcpy(line->text + line->length, text, length);
    line->length += length;
    line->text[line->length] = '\0';
}

line_t line_new(const char *word)
{
    line_t line = {NULL, 0, 0};
    append(&line, word, strlen(word));
    return line;
}

static void append_escaped(line_t *line, const char *value, size_t length)
{
    static const char plain[] = "\\\t\n\r", escaped[] = "\\tnr";
    for (size_t i = 0; i < length; i++) {
        const char *special = value[i] ? strchr(plain, value[i]) : NULL;
        if (special) {
            append(line, "\\", 1);
            append(line, &escaped[special - plain], 1);
        } else {
            append(line, &value[i], 1);
        }
    }
}

void line_put_str(line_t *line, const char *name, well_str_t value)
{
    if (value.data) {
        append(line, "\t", 1);
        append(line, name, strlen(name));
        append(line, "=", 1);
        append_escaped(line, value.data, value.len);
    }
}

void line_put(line_t *line, const char *name, const char *value)
{
    line_put_str(line, name, (well_str_t){value, value ? strlen(value) : 0});
}

void line_put_number(line_t *line, const char *name, int64_t value)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", (long long)value);
    line_put(line, name, digits);
}

void line_put_truth(line_t *line, const char *name, bool value)
{
    line_put(line, name, value ? "true" : "false");
}

void line_say(line_t *line)
{
    static monitor_t whole = MONITOR;
    append(line, "\n", 1);
    monitor_enter(&whole);
    fwrite(line->text, 1, line->length, stdout);
    fflush(stdout);
    monitor_leave(&whole);
    free(line->text);
    line->text = NULL;
}

const char *name_of(const char *format, ...)
{
    static _Thread_local char name[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(name, sizeof name, format, arguments);
    va_end(arguments);
    return name;
}
