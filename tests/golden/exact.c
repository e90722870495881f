/* SPDX-License-Identifier: BSD-3-Clause
   Is every float32 result the correctly rounded one?  The reference is long double arithmetic (64 bits on x86,
   113 on AArch64) with a bound on its error, and shares nothing with the kernels.  Where the bound leaves two
   candidates the input is handed back undecided, for more digits than these.  exact.py compiles and calls it.  */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

_Static_assert(LDBL_MANT_DIG >= 64, "long double must have 64 bits or more");

typedef long double real;

/* The true value is exact + tail, give or take the error.  */
typedef struct {
    real exact, tail, error;
} place;

/* What a formula of a dozen operations may be wrong by, relatively: 2^10 units in the last place of x86's
   long double, of which glibc's functions take 4 at most ("Known Maximum Errors" in its manual).  */
static const real slack = 0x1p-54L;

/* Nothing added: -0, which leaves the sign of every zero.  */
static const real nothing = -0.0L;

static inline place exact(real y) { return (place){y, nothing, 0}; }
static inline place near(real y) { return (place){nothing, y, slack * fabsl(y)}; }
/* Terms that may cancel.  */
static inline place sum(real a, real b) { return (place){nothing, a + b, slack * (fabsl(a) + fabsl(b))}; }
/* An exact number and what is added to it, however small: decides the ties.  */
static inline place beside(real y, real tail) {
    return (place){y, tail == 0 ? nothing : tail, slack * fabsl(tail)};
}

/* e^x.  Near 0 the next term is below 2^-74.  Beyond |x| = 300 every use only needs that it lies below 2^-400
   or above 2^400, and rounds to float32 alike.  */
static inline real power(real x) {
    if (fabsl(x) < 0x1p-24L) return 1 + x * (1 + x / 2);
    return x < -300 ? 0x1p-400L : x > 300 ? 0x1p400L : expl(x);
}
/* e^x - 1.  Near 0 the next term is below 2^-76 of the sum.  */
static inline real power_less_1(real x) {
    return fabsl(x) < 0x1p-24L ? x * (1 + x / 2 * (1 + x / 3)) : x < -300 ? -1 : expm1l(x);
}
static inline real square(real x) { return x * x; }

/* c + x / d for a power of two d; the sum is exact unless x is so small that the rest only decides ties.  */
static inline place shifted(real c, real x, real d) {
    return fabsl(x) < 0x1p-30L ? beside(c, x / d) : exact(c + x / d);
}
/* s(x) = 1 / (1 + e^-x), and s'(x) = s(x) s(-x).  */
static inline real logistic(real x) { return 1 / (1 + power(-x)); }
static inline real logistic_slope(real x) {
    real e = power(-fabsl(x));
    return e / square(1 + e);
}
/* Where exp(z) is 0 or infinite for float32's purposes: a value on the right, and on the left of 0 something tiny with
   the sign that is given.  */
static inline place at_end(real z, real right, real sign) {
    return near(z > 0 ? right : copysignl(0x1p-400L, sign));
}

/* x s(z), z a multiple of x near 0.  Of an odd subnormal x, x/2 is a tie, which x z/4 decides; the next term,
   -x z^3/48, is beyond notice.  */
static inline place gated(real x, real z) {
    if (fabsl(x) < 0x1p-40L) return beside(x / 2, z * x / 4);
    if (fabsl(z) < 0x1p-13L) return near(x * (0.5L + z / 4 - z * z * z / 48)); /* next is z^5/480 */
    return fabsl(z) > 300 ? at_end(z, x, x) : near(x * logistic(z));
}
/* The derivative of x s(z), where w is x z': s(z) + w s'(z).  */
static inline place gate_slope(real z, real w) {
    if (fabsl(z) < 0x1p-13L)
        return near(0.5L + (z + w) / 4 - z * z * (z / 48 + w / 16)); /* next is w z^4/96 */
    if (fabsl(z) > 300) return at_end(z, 1, -1);
    real e = power(-fabsl(z)), d = 1 + e;
    return sum((z < 0 ? e : 1) / d, w * e / (d * d));
}
/* log(1 + e^z) / b.  */
static inline place log_of_sum(real z, real b) {
    if (fabsl(z) < 0x1p-40L) return near((0.693147180559945309417232121458176568L + z / 2) / b);
    if (fabsl(z) > 300) return at_end(z, z / b, b);
    return near(((z > 0 ? z : 0) + log1pl(power(-fabsl(z)))) / b);
}

/* x - tanh(x) near 0, x K / (1 + K) with tanh(x) = x / (1 + K) and K = x^2 / (3 + x^2 / (5 + ...)), Lambert's
   continued fraction, here to 2^-80 or better for |x| <= 1.  */
static inline real tanh_rest(real x) {
    real k = 0, u = square(x);
    for (int odd = fabsl(x) < 0x1p-12L ? 9 : 27; odd > 1; odd -= 2) k = u / (odd + k);
    return x * k / (1 + k);
}
/* The normal distribution, and its density at 0.  */
static const real peak = 0.398942280401432677939946059934381868476L;
static inline real normal(real x) { return erfcl(-x * 0.707106781186547524400844362104849039L) / 2; }
static inline place gelu(real x) {
    if (fabsl(x) < 0x1p-40L) return beside(x / 2, square(x) * peak);
    if (fabsl(x) < 0x1p-13L) return near(x * (0.5L + peak * x * (1 - x * x / 6))); /* next is x^4/40 */
    return fabsl(x) > 40 ? at_end(x, x, -1) : near(x * normal(x));
}
static inline place gelu_slope(real x) {
    if (fabsl(x) < 0x1p-13L) return near(0.5L + peak * x * (2 - x * x * 2 / 3)); /* next is 3 x^4/20 */
    return fabsl(x) > 40 ? at_end(x, 1, -1) : sum(normal(x), x * power(-square(x) / 2) * peak);
}
/* The exponent of gelu_tanh, its derivative times x, and the largest |x| for which either matters.  */
static const real tanh_scale = 1.59576912160573071175978423973752747390L, far_out = 100;
static inline real within(real x) { return fminl(fmaxl(x, -far_out), far_out); }
static inline real twice_u(real x) { return tanh_scale * (x + 0.044715L * x * x * x); }
static inline real twice_u_slope(real x) { return tanh_scale * (x + 3 * 0.044715L * x * x * x); }

/* With e = e^x, tanh(log(1 + e)) = n / (n + 2), n = e (e + 2).  */
static inline place mish(real x) {
    if (fabsl(x) < 0x1p-40L) return near(x * (0.6L + 0.32L * x));
    if (fabsl(x) > 300) return at_end(x, x, -1);
    real e = power(x), n = e * (e + 2);
    return near(x * (n / (n + 2)));
}
static inline place mish_slope(real x) {
    if (fabsl(x) < 0x1p-40L) return near(0.6L + 0.64L * x);
    if (fabsl(x) > 300) return at_end(x, 1, -1);
    real e = power(x), n = e * (e + 2);
    return sum(n / (n + 2), x * (e / (1 + e)) * 4 * (n + 1) / square(n + 2));
}
static inline real root(real x, real b) { return sqrtl(square(x) + b); }

/* a + b rounded to odd, so that rounding it to float32 rounds the sum itself.  */
static inline real odd_sum(real a, real b) {
    real y = a + b;
    if (a == 0 || b == 0) return y;
    real from_b = y - a, rest = (a - (y - from_b)) + (b - from_b);
    uint64_t low;
    memcpy(&low, &y, sizeof low);
    return rest == 0 || low & 1 ? y : nextafterl(y, rest > 0 ? INFINITY : -INFINITY);
}

/* The bit pattern of the nearest float32.  Underflow is slow in hardware: all that rounds to 0 goes here.  */
static inline uint32_t nearest(real y) {
    if (fabsl(y) <= 0x1p-150L) return signbit(y) ? 0x80000000 : 0;
    float rounded = (float)y;
    uint32_t pattern;
    memcpy(&pattern, &rounded, sizeof pattern);
    return pattern;
}

/* a / b of exact operands.  Where the quotient may be a tie, its remainder, which is exact too, tells.  */
static inline place quotient(real a, real b) {
    real q = a / b;
    if (nearest(q * (1 - slack)) == nearest(q * (1 + slack))) return near(q);
    return beside(q, fmal(-b, q, a) / b);
}

typedef struct {
    uint32_t first;         /* the bit pattern of the first input; the others follow it */
    uint32_t count;         /* of inputs */
    const uint32_t *result; /* bit patterns to be judged */
    float parameters[2];
    uint32_t *undecided, *missed; /* room for count offsets from first each */
    uint32_t undecideds, misses;  /* how many there are */
} piece;

/* NaN must give NaN; infinities are left to the oracle, which knows limits.  */
static inline __attribute__((always_inline)) void judge(place (*value)(real, real, real), piece *p) {
    for (uint32_t i = 0; i < p->count; i++) {
        uint32_t pattern = p->first + i, got = p->result[i], magnitude = pattern & 0x7fffffff;
        if (magnitude > 0x7f800000) {
            if ((got & 0x7fffffff) <= 0x7f800000) p->missed[p->misses++] = i;
            continue;
        }
        float x;
        memcpy(&x, &pattern, sizeof x);
        place y = value(x, p->parameters[0], p->parameters[1]);
        uint32_t low = nearest(odd_sum(y.exact, y.error == 0 ? y.tail : y.tail - y.error));
        uint32_t high = y.error == 0 ? low : nearest(odd_sum(y.exact, y.tail + y.error));
        if (low != high || magnitude == 0x7f800000)
            p->undecided[p->undecideds++] = i;
        else if (low != got)
            p->missed[p->misses++] = i;
    }
}

/* TRUTH(op, form, place) with x and the parameters a, b defines <op>_<form>(piece *).  */
#define TRUTH(op, form, ...)                                         \
    static inline place true_##op##_##form(real x, real a, real b) { \
        return (void)x, (void)a, (void)b, __VA_ARGS__;               \
    }                                                                \
    void op##_##form(piece *p) { judge(true_##op##_##form, p); }
#include "lines.inc"
