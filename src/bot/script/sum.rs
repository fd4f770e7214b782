//! Calculations in scripts: numbers, variables, `+ - * / %`, brackets and a few functions. Total:
//! every calculation ends with a number, or with nothing where it makes no sense.

use super::Value;

/// Brackets and signs within each other.
const DEEPEST: usize = 32;
/// Characters of a calculation.
const LONGEST: usize = 500;

/// What is wrong with a calculation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where, in characters from the start.
    pub at: usize,
}

/// Reads a calculation without doing it.
pub fn check(text: &str) -> Result<(), Wrong> {
    Reader::new(text, &|_| Value::Nothing).all().map(|_| ())
}

/// Does a calculation. A variable without a number counts as 0; dividing by 0 gives nothing.
pub fn evaluate(text: &str, value: &dyn Fn(&str) -> Value) -> Value {
    let result = Reader::new(text, value).all();
    result.ok().flatten().map_or(Value::Nothing, Value::from)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    value: &'a dyn Fn(&str) -> Value,
}

type Read = Result<Option<f64>, Wrong>;

impl<'a> Reader<'a> {
    fn new(text: &'a str, value: &'a dyn Fn(&str) -> Value) -> Self {
        Self { text, at: 0, depth: 0, value }
    }

    fn wrong<T>(&self) -> Result<T, Wrong> {
        Err(Wrong { at: self.text[..self.at].chars().count() })
    }

    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let is = self.peek() == Some(wanted);
        if is {
            self.at += wanted.len_utf8();
        }
        is
    }

    fn all(&mut self) -> Read {
        if self.text.len() > LONGEST {
            return self.wrong();
        }
        let result = self.sum()?;
        if self.peek().is_some() { self.wrong() } else { Ok(result) }
    }

    fn sum(&mut self) -> Read {
        let mut left = self.product()?;
        loop {
            if self.take('+') {
                left = both(left, self.product()?, |a, b| a + b);
            } else if self.take('-') {
                left = both(left, self.product()?, |a, b| a - b);
            } else {
                return Ok(left);
            }
        }
    }

    fn product(&mut self) -> Read {
        let mut left = self.atom()?;
        loop {
            if self.take('*') {
                left = both(left, self.atom()?, |a, b| a * b);
            } else if self.take('/') {
                left = both(left, self.atom()?, |a, b| a / b);
            } else if self.take('%') {
                left = both(left, self.atom()?, |a, b| a % b);
            } else {
                return Ok(left);
            }
        }
    }

    fn atom(&mut self) -> Read {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.wrong();
        }
        let read = self.one();
        self.depth -= 1;
        read
    }

    fn one(&mut self) -> Read {
        match self.peek() {
            Some('-') => {
                self.at += 1;
                Ok(self.atom()?.map(|number| -number))
            }
            Some('(') => {
                self.at += 1;
                let inner = self.sum()?;
                if self.take(')') { Ok(inner) } else { self.wrong() }
            }
            Some('{') => self.variable(),
            Some(c) if c.is_ascii_digit() || c == '.' => self.number(),
            Some(c) if c.is_ascii_alphabetic() => self.function(),
            _ => self.wrong(),
        }
    }

    fn number(&mut self) -> Read {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let Ok(number) = rest[..end].parse::<f64>() else { return self.wrong() };
        self.at += end;
        Ok(Some(number))
    }

    fn variable(&mut self) -> Read {
        let Some(inner) = self.text[self.at..].strip_prefix("{{") else { return self.wrong() };
        let Some(end) = inner.find("}}") else { return self.wrong() };
        self.at += end + 4;
        Ok(Some((self.value)(inner[..end].trim()).number().unwrap_or(0.0)))
    }

    fn function(&mut self) -> Read {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let name = &rest[..end];
        if !["round", "floor", "ceil", "abs", "min", "max"].contains(&name) {
            return self.wrong();
        }
        self.at += end;
        if !self.take('(') {
            return self.wrong();
        }
        let mut inner = vec![self.sum()?];
        while self.take(',') {
            inner.push(self.sum()?);
        }
        if !self.take(')') || (inner.len() > 1 && !["min", "max"].contains(&name)) {
            return self.wrong();
        }
        let Some(numbers) = inner.into_iter().collect::<Option<Vec<f64>>>() else {
            return Ok(None);
        };
        Ok(Some(match name {
            "round" => numbers[0].round(),
            "floor" => numbers[0].floor(),
            "ceil" => numbers[0].ceil(),
            "abs" => numbers[0].abs(),
            "min" => numbers.iter().copied().fold(f64::INFINITY, f64::min),
            _ => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        }))
    }
}

fn both(left: Option<f64>, right: Option<f64>, of: impl Fn(f64, f64) -> f64) -> Option<f64> {
    Some(of(left?, right?)).filter(|result| result.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sum(text: &str) -> Value {
        evaluate(text, &|name| match name {
            "Score" => Value::Number(10.0),
            "Typed" => Value::from("2.5"),
            _ => Value::Nothing,
        })
    }

    #[test]
    fn it_calculates_with_numbers_and_variables() {
        assert_eq!(sum("{{Score}} + 5"), Value::Number(15.0));
        assert_eq!(sum("2 + 3 * (4 - 1) / 3"), Value::Number(5.0));
        assert_eq!(sum("-{{ Typed }} * 2"), Value::Number(-5.0));
        assert_eq!(sum("round(7 / 3) + max(1, {{Score}}, 3) % 4"), Value::Number(4.0));
        assert_eq!(sum("{{Unknown}} + 1"), Value::Number(1.0));
    }

    #[test]
    fn what_makes_no_sense_gives_nothing() {
        for text in ["1 / 0", "", "1 +", "(1", "Promoter", "1 2", "round()", "abs(1, 2)", "{{a"] {
            assert_eq!(sum(text), Value::Nothing, "{text}");
        }
        assert_eq!(sum(&"(".repeat(400)), Value::Nothing);
        assert_eq!(sum(&"9".repeat(400)), Value::Nothing);
        assert_eq!(check("1 + x").unwrap_err(), Wrong { at: 4 });
    }

    proptest! {
        #[test]
        fn every_calculation_ends(text in "[0-9a-z(){}+*/%,. -]{0,60}") {
            let _ = sum(&text);
            let _ = check(&text);
        }
    }
}
